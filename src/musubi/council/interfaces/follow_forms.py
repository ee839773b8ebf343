"""Forms of missed targets and of the assembly's questions; several opinions at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.meetings.domain.agenda import OPEN
from musubi.blocks.meetings.models import Body, Meeting
from musubi.blocks.meetings.rules import WORK_BODY
from musubi.blocks.reporting.enums import FutureDirection
from musubi.blocks.vision.interfaces.code_field import CodesField
from musubi.council.enums import AuthorClass, OpinionSource, Publicity
from musubi.council.interfaces.fields import OrganizationField, choices_with_empty
from musubi.council.models import AssemblyQuestion, Shortfall

TEXT = forms.Textarea(attrs={"rows": 4})
NEEDS_ORIGIN = frozenset({OpinionSource.ASSEMBLY, OpinionSource.SUPPLEMENTARY, OpinionSource.AUDIT})


class ShortfallForm(RecordForm):
    """事実・原因・対応; two people saving at once both see both versions."""

    organization = OrganizationField(label=_l("担当"), required=False)
    due_on = DateTextField(label=_l("いつまでに"), required=False)
    direction = forms.ChoiceField(label=_l("今後の方向性"), choices=choices_with_empty(FutureDirection.choices), required=False)

    class Meta:
        model = Shortfall
        fields = ("fact", "cause", "action", "organization", "due_on", "cost", "direction")
        labels = {"fact": _l("事実"), "cause": _l("原因"), "action": _l("対応"), "cost": _l("かかる費用(円)")}
        help_texts = {
            "fact": _l("何がどれだけ届かなかったか。目標と実績から下書きしています。"),
            "action": _l("担当と期限を入れると、担当の「本日の締切」に出ます。"),
        }
        widgets = {"fact": TEXT, "cause": TEXT, "action": TEXT}

    def clean(self) -> dict[str, Any]:
        """An action without its owner or day is told at the missing field."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("organization", "due_on"):
            if data.get("action") and name in data and data[name] is None:
                self.add_error(name, _("対応には、担当と期限が要ります"))
        return data


class TakeUpForm(StepForm):
    """At which meeting."""

    meeting = forms.ModelChoiceField(
        label=_l("取り上げる会議"),
        queryset=Meeting.objects.none(),
        to_field_name="uid",
        help_text=_l("これからの会議だけを選べます。議題と資料に、この指標が入ります。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["meeting"]
        own = [body.pk for body in visible_to(self.user, Body) if self.user.has_perm(WORK_BODY, body)]
        field.queryset = visible_to(self.user, Meeting).filter(status__in=OPEN, body__in=own).select_related("body").order_by("starts_at", "pk")


class TakeUpIssueForm(TakeUpForm):
    """At which meeting an issue is taken up."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["meeting"].help_text = _l("これからの会議だけを選べます。課題の言葉と事業が、議題に入ります。")


class QuestionForm(StepForm):
    """The notice of a question."""

    session = forms.CharField(label=_l("会期"), max_length=80, help_text=_l("例: 令和2年12月定例会"))
    questioner = forms.CharField(label=_l("質問者"), max_length=80, required=False)
    received_on = DateTextField(label=_l("通告を受けた日"))
    due_on = DateTextField(label=_l("作成の期限"))
    title = forms.CharField(label=_l("件名"), max_length=200)
    question = forms.CharField(label=_l("質問の内容"), widget=TEXT)
    organization = OrganizationField(label=_l("答弁を作る課"))
    items = CodesField(label=_l("関係する取組・事業"))


class AnswerForm(RecordForm):
    """The answer and what may be asked next; two people saving at once both see both versions."""

    class Meta:
        model = AssemblyQuestion
        fields = ("answer", "follow_ups")
        labels = {"answer": _l("答弁"), "follow_ups": _l("再質問への備え")}
        widgets = {"answer": forms.Textarea(attrs={"rows": 12}), "follow_ups": forms.Textarea(attrs={"rows": 6})}


class NeighbourForm(StepForm):
    """A neighbour's figure."""

    municipality = forms.CharField(label=_l("自治体"), max_length=60)
    label = forms.CharField(label=_l("何の値か"), max_length=120)
    value = forms.DecimalField(
        label=_l("値"), max_digits=18, decimal_places=3, error_messages={"invalid": _l("数字で入れてください(例: 1200、12.5)")}
    )
    unit = forms.CharField(label=_l("単位"), max_length=20)
    as_of = forms.CharField(label=_l("時点"), max_length=60, required=False, help_text=_l("例: 令和元年度、R2.4.1現在"))
    source = forms.CharField(label=_l("出典"), max_length=200, help_text=_l("その自治体の公表資料の名前。電話で聞いた値は、その日と相手。"))


class SeveralForm(StepForm):
    """What was said at a hearing, or the points of a resolution, a letter or an audit: one a line."""

    source = forms.ChoiceField(
        label=_l("出どころ"),
        choices=[pair for pair in OpinionSource.choices if pair[0] not in {OpinionSource.MINUTES, OpinionSource.FORM, OpinionSource.PUBLIC_COMMENT}],
    )
    received_on = DateTextField(label=_l("受け取った日"))
    origin = forms.CharField(
        label=_l("会期・文書番号・説明会の名前"),
        max_length=200,
        required=False,
        help_text=_l("例: 令和2年3月定例会 附帯決議、令和元年度定期監査 指摘3、北地区の説明会"),
    )
    author_class = forms.ChoiceField(label=_l("出した人の区分"), choices=AuthorClass.choices)
    author_label = forms.CharField(label=_l("公開する肩書"), max_length=160, required=False, help_text=_l("個人の名前は書きません。"))
    texts = forms.CharField(label=_l("意見(1行に1つ、そのままの言葉で)"), widget=forms.Textarea(attrs={"rows": 10}), max_length=50_000)
    items = CodesField(label=_l("関係する取組・事業"))
    publicity = forms.ChoiceField(label=_l("公開区分"), choices=Publicity.choices, initial=Publicity.ANONYMOUS)

    def clean(self) -> dict[str, Any]:
        """What comes from the assembly or the auditors names its session or document."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("source") in NEEDS_ORIGIN and not data.get("origin"):
            self.add_error("origin", _("議会・附帯決議・監査の意見には、会期か文書番号が要ります"))
        return data
