"""Forms of milestones, tasks, contacts and of the desk itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.desks.interfaces.forms import colleagues
from musubi.blocks.desks.models import DeskContact, Milestone
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.vision.models import PlanItem


class LabelledForm(RecordForm):
    """A record's form whose labels can be translated: `labels` by field."""

    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in self.labels.items():
            self.fields[name].label = label

    def clean(self) -> dict[str, Any]:
        """Rules are told in words at their fields, by the forms and the domain."""
        return self.cleaned_data

    def _get_validation_exclusions(self) -> set[str]:
        """The model's own check would tell the database's constraints by their names."""
        return {found.name for found in self._meta.model._meta.fields}


class MilestoneForm(LabelledForm):
    """A milestone."""

    labels = {"title": _("節目"), "note": _("備考"), "assignee": _("担当者")}
    due_on = DateTextField(label=_("予定日"))

    class Meta:
        model = Milestone
        fields = ("title", "due_on", "assignee", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, item: PlanItem, user: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        assignee = self.fields["assignee"]
        assert isinstance(assignee, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        assignee.queryset = colleagues(item, user, today)
        assignee.empty_label = _("決めない(主担当の組織)")


class DoneForm(forms.Form):
    """On which day a milestone was reached."""

    use_required_attribute = False
    done_on = DateTextField(label=_("済んだ日"))


class DeskTaskForm(forms.Form):
    """A task of the desk."""

    use_required_attribute = False
    title = forms.CharField(label=_("仕事"), max_length=200)
    due_on = DateTextField(label=_("期限"))
    assignee = forms.ModelChoiceField(label=_("担当者"), queryset=None, required=False, empty_label=_("決めない(主担当の組織)"))

    def __init__(self, *args: Any, item: PlanItem, user: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        assignee = self.fields["assignee"]
        assert isinstance(assignee, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        assignee.queryset = colleagues(item, user, today)


class ContactForm(LabelledForm):
    """A contact."""

    labels = {
        "name": _("氏名"),
        "body": _("所属"),
        "role": _("何を尋ねる人か"),
        "phone": _("電話"),
        "mail": _("メール"),
        "note": _("備考"),
    }

    class Meta:
        model = DeskContact
        fields = ("name", "body", "role", "phone", "mail", "note")


class UseForm(forms.Form):
    """Whether the desk is in use."""

    in_use = forms.BooleanField(
        label=_("この机を使う"), required=False, help_text=_("使わない机は、事業等の一覧に出なくなります。記録は残り、いつでも戻せます。")
    )
    note = forms.CharField(label=_("備考"), required=False, max_length=200)
