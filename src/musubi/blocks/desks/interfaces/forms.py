"""Forms of the journal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.models import Membership, User
from musubi.blocks.desks.domain.activities import FIELDS, LONGEST_TITLE, problems_of
from musubi.blocks.desks.enums import ActivityKind, Visibility
from musubi.blocks.desks.models import Activity, ActivityTemplate
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.vision.models import PlanItem


def colleagues(item: PlanItem, user: Any, today: dt.date) -> QuerySet[User]:
    """People who work at the desk of an item today, and oneself."""
    posts = Membership.objects.active_on(today).filter(organization__assignments__item=item)
    found: QuerySet[User] = User.objects.filter(Q(pk__in=posts.values("user")) | Q(pk=user.pk), is_active=True)
    return found.order_by("name_kana", "name", "pk")


def split_text(text: str) -> tuple[str, str]:
    """A text as title (its first line or sentence) and the rest; nothing is lost."""
    first, _break, rest = text.strip().partition("\n")
    if len(first) <= LONGEST_TITLE:
        return first.strip(), rest.strip()
    cut = first.rfind("。", 0, LONGEST_TITLE) + 1 or LONGEST_TITLE
    return first[:cut].strip(), "\n".join(part for part in (first[cut:].strip(), rest.strip()) if part)


class QuickForm(forms.Form):
    """One tap on a kind, one text, save; everything else is filled in."""

    use_required_attribute = False
    prefix = "quick"

    kind = forms.ChoiceField(label=_("種類"), choices=ActivityKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("何がありましたか"),
        max_length=5000,
        widget=forms.Textarea(
            attrs={"rows": 3, "placeholder": _("1行目が件名になります。例: 増築を検討中。敷地内に建てられる面積を知りたいとのこと。")}
        ),
        error_messages={"required": _("何があったかを入力してください")},
    )
    with_whom = forms.CharField(label=_("相手"), required=False, max_length=200)
    happened_on = DateTextField(label=_("日付"), error_messages={"required": _("日付を入力してください(例: R2.10.14)")})
    next_step = forms.CharField(label=_("次にすること"), required=False, max_length=200)
    next_due_on = DateTextField(label=_("その期限"), required=False)

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        self.today = today
        options["initial"] = {"kind": ActivityKind.VISIT, "happened_on": today, **(options.get("initial") or {})}
        super().__init__(*args, **options)
        for name in ("happened_on", "next_due_on"):
            self.fields[name].help_text = ""

    def values(self) -> dict[str, Any]:
        """What `record_activity` takes."""
        data = dict(self.cleaned_data)
        data["title"], data["detail"] = split_text(data.pop("text"))
        return data

    def clean(self) -> dict[str, Any]:
        """The same rules as the domain's, told at the fields."""
        data = super().clean() or {}
        title, _detail = split_text(data.get("text") or "")
        for problem in problems_of({**data, "title": title or "-"}, today=self.today):
            if problem.field not in self.errors:
                self.add_error(problem.field, str(problem))
        return data

    def initial_of_full(self) -> dict[str, Any]:
        """What was typed, for the full form: nothing is typed twice."""
        typed = {name: self.data.get(self.add_prefix(name), "") for name in self.fields}
        title, detail = split_text(typed.pop("text"))
        return {**typed, "title": title, "detail": detail}


class ActivityForm(RecordForm):
    """An activity with everything it may hold."""

    happened_on = DateTextField(label=_("日付"))
    next_due_on = DateTextField(label=_("次の期限"), required=False)

    class Meta:
        model = Activity
        fields = FIELDS
        widgets = {
            "detail": forms.Textarea(attrs={"rows": 4}),
            "outcome": forms.Textarea(attrs={"rows": 3}),
            "people": forms.TextInput(attrs={"inputmode": "numeric"}),
            "quantity": forms.TextInput(attrs={"inputmode": "decimal"}),
        }

    def __init__(self, *args: Any, item: PlanItem, user: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        labels = {
            "kind": _("種類"),
            "title": _("件名"),
            "detail": _("内容"),
            "with_whom": _("相手"),
            "place": _("場所"),
            "people": _("人数"),
            "quantity": _("数量"),
            "unit": _("数量の単位"),
            "outcome": _("結果"),
            "next_step": _("次にすること"),
            "next_assignee": _("次にする人"),
            "visibility": _("見られる人"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["people"].help_text = _("参加した人、訪れた人などの数")
        self.fields["quantity"].help_text = _("人数のほかに数えるものがあれば。例: 3 と 社")
        self.fields["next_step"].help_text = _("期限を入れると、期限のある仕事として知らせます")
        self.fields["visibility"].choices = Visibility.choices  # type: ignore[attr-defined]
        assignee = self.fields["next_assignee"]
        assert isinstance(assignee, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        assignee.queryset = colleagues(item, user, today)
        assignee.empty_label = _("記録した人")

    def all_values(self) -> dict[str, Any]:
        """What `record_activity` takes."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def clean(self) -> dict[str, Any]:
        """The domain's rules, told at the fields."""
        data = super().clean() or {}
        for problem in problems_of(data, today=self.today):
            if problem.field not in self.errors:
                self.add_error(problem.field, str(problem))
        return data


class WithdrawForm(forms.Form):
    """Why a record is taken back."""

    use_required_attribute = False
    reason = forms.CharField(label=_("取り消す理由"), max_length=200, help_text=_("例: 二重に記録した、別の事業の記録だった"))


class TemplateForm(RecordForm):
    """A recurring activity."""

    MONTHS = (*range(4, 13), 1, 2, 3)  # as the fiscal year runs

    months = forms.MultipleChoiceField(label=_("行う月"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = ActivityTemplate
        fields = ("name", "kind", "title", "detail", "with_whom", "place", "months")
        widgets = {"detail": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, item: PlanItem, **options: Any) -> None:
        super().__init__(*args, **options)
        self.item = item
        labels = {
            "name": _("ひな型の名前"),
            "kind": _("種類"),
            "title": _("件名"),
            "detail": _("内容"),
            "with_whom": _("相手"),
            "place": _("場所"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        months = self.fields["months"]
        assert isinstance(months, forms.MultipleChoiceField)  # noqa: S101 - tells mypy
        months.choices = [(str(month), _("%(month)d月") % {"month": month}) for month in self.MONTHS]
        months.help_text = _("事務引継書の月ごとの表に載ります")
        if self.instance.pk:
            self.initial["months"] = [str(month) for month in self.instance.months]

    def clean_name(self) -> str:
        """One template of a name at a desk."""
        name = str(self.cleaned_data["name"])
        others = ActivityTemplate.objects.filter(item=self.item, name=name, removed_at__isnull=True).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(gettext("「%(name)s」というひな型がすでにあります。別の名前にしてください") % {"name": name})
        return name

    def clean_months(self) -> list[int]:
        """Months as numbers, in the order of the fiscal year."""
        typed = {int(month) for month in self.cleaned_data["months"]}
        return [month for month in self.MONTHS if month in typed]
