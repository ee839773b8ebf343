"""Forms of the steps from an opinion to the plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.meetings.models import CouncilMember, Meeting
from musubi.blocks.vision.interfaces.code_field import CodesField
from musubi.council.enums import AuthorClass, OpinionSource, Publicity, ResolutionKind, ResponseState
from musubi.council.interfaces.fields import OrganizationField, QuotedField, choices_with_empty
from musubi.council.models import CityDecision, Issue, Opinion, Resolution
from musubi.council.workflow import LIVE

TEXT = forms.Textarea(attrs={"rows": 4})
SHORT = forms.Textarea(attrs={"rows": 2})
TYPED = [pair for pair in OpinionSource.choices if pair[0] != OpinionSource.PUBLIC_COMMENT]


class OpinionForm(StepForm):
    """An opinion that came by letter, at a hearing, from the assembly, on paper …"""

    source = forms.ChoiceField(label=_("出どころ"), choices=TYPED)
    text = forms.CharField(label=_("意見(そのままの言葉で)"), widget=TEXT, help_text=_("書き直さずに入れます。外に出す文は、あとから短くできます。"))
    received_on = DateTextField(label=_("受け取った日"))
    author_class = forms.ChoiceField(label=_("出した人の区分"), choices=AuthorClass.choices)
    author_label = forms.CharField(
        label=_("公開する肩書"), max_length=160, required=False, help_text=_("例: 製造業の事業者。個人の名前は書きません。")
    )
    origin = forms.CharField(label=_("会期・文書番号など"), max_length=200, required=False)
    meeting = forms.ModelChoiceField(
        label=_("会議"),
        queryset=Meeting.objects.none(),
        to_field_name="uid",
        required=False,
        help_text=_("意見提出用紙のときは、その会議を選びます。"),
    )
    member = forms.ModelChoiceField(label=_("委員"), queryset=CouncilMember.objects.none(), to_field_name="uid", required=False)
    items = CodesField(label=_("関係する取組・事業"))
    publicity = forms.ChoiceField(label=_("公開区分"), choices=Publicity.choices, initial=Publicity.ANONYMOUS)
    author_name = forms.CharField(label=_("出した人の氏名(公開しない)"), max_length=80, required=False)
    author_contact = forms.CharField(label=_("連絡先(公開しない)"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        meeting: Any = self.fields["meeting"]
        meeting.queryset = visible_to(self.user, Meeting).select_related("body").order_by("-starts_at", "-pk")
        member: Any = self.fields["member"]
        member.queryset = visible_to(self.user, CouncilMember).filter(starts_on__isnull=False).order_by("name_kana", "pk")


class ClassifyForm(StepForm):
    """What may stand outside, and what the opinion touches."""

    publicity = forms.ChoiceField(label=_("公開区分"), choices=Publicity.choices)
    public_text = forms.CharField(label=_("公開する文"), widget=TEXT, required=False, help_text=_("空欄のときは、原文がそのまま出ます。"))
    items = CodesField(label=_("関係する取組・事業"))


class ReasonForm(StepForm):
    """A reason."""

    reason = forms.CharField(label=_("理由"), widget=SHORT, required=False)


class IssueForm(StepForm):
    """A new issue."""

    title = forms.CharField(label=_("課題(一文で)"), max_length=200)
    text = forms.CharField(label=_("内容"), widget=TEXT, required=False)
    items = CodesField(label=_("関係する取組・事業"))


class IssueRecordForm(RecordForm):
    """The words of an issue; two people saving at once both see both versions."""

    class Meta:
        model = Issue
        fields = ("title", "title_en", "text")
        labels = {"title": _("課題(一文で)"), "title_en": _("課題(英語)"), "text": _("内容")}
        widgets = {"text": TEXT}


class GatherForm(StepForm):
    """Opinions by their numbers."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = QuotedField(queryset=visible_to(self.user, Opinion), prefix="O", label=_("意見の番号"), help_text=_("例: O-3 O-5"))
        self.fields["opinions"] = field


class MergeForm(StepForm):
    """Into which issue, and why."""

    target = forms.ModelChoiceField(label=_("まとめる先の課題"), queryset=Issue.objects.none(), to_field_name="uid")
    reason = forms.CharField(label=_("まとめる理由"), widget=SHORT)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["target"]
        field.queryset = visible_to(self.user, Issue).filter(status__in=LIVE).exclude(pk=self.record.pk if self.record else None)


class SplitForm(StepForm):
    """Which opinions go into an issue of their own."""

    opinions = forms.ModelMultipleChoiceField(
        label=_("新しい課題に移す意見"), queryset=Opinion.objects.none(), to_field_name="uid", widget=forms.CheckboxSelectMultiple
    )
    title = forms.CharField(label=_("新しい課題(一文で)"), max_length=200)
    reason = forms.CharField(label=_("分ける理由"), widget=SHORT)
    stay = forms.BooleanField(label=_("もとの課題にも残す"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["opinions"]
        field.queryset = Opinion.objects.filter(gatherings__issue=self.record, gatherings__left_at__isnull=True)


class AskForm(StepForm):
    """Whom to ask what, until when."""

    organization = OrganizationField(label=_("たずねる相手"))
    question = forms.CharField(label=_("たずねること"), widget=TEXT)
    due_on = DateTextField(label=_("回答期限"))


class ReplyForm(StepForm):
    """The actor's reply."""

    reply = forms.CharField(label=_("回答"), widget=TEXT)
    replied_on = DateTextField(label=_("回答日"), help_text=_("電話や紙で受けたときは、受けた日を入れます。例: R2.10.14"))


class RespondForm(StepForm):
    """The city's answer to an issue."""

    state = forms.ChoiceField(label=_("対応状況"), choices=ResponseState.choices)
    text = forms.CharField(label=_("内容と理由"), widget=TEXT, help_text=_("次の会議の「前回会議における意見と対応状況」に、このまま載ります。"))
    decision = forms.ModelChoiceField(label=_("もとになる市の決定"), queryset=CityDecision.objects.none(), to_field_name="uid", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["decision"]
        field.queryset = visible_to(self.user, CityDecision).filter(decided_on__isnull=False)


class ActionForm(StepForm):
    """Who does what until when."""

    title = forms.CharField(label=_("すること"), max_length=200)
    organization = OrganizationField(label=_("担当"))
    due_on = DateTextField(label=_("期限"))
    items = CodesField(label=_("関係する取組・事業(1つ)"))


class CompleteForm(StepForm):
    """What shows that it is done."""

    done_on = DateTextField(label=_("完了日"))
    evidence = forms.CharField(label=_("何ができたか"), widget=TEXT, help_text=_("写真や文書は、事業の画面の「資料」に置き、その名前を書きます。"))


class ResolutionForm(StepForm):
    """What the body agreed on."""

    meeting = forms.ModelChoiceField(label=_("会議"), queryset=Meeting.objects.none(), to_field_name="uid")
    kind = forms.ChoiceField(label=_("まとめの種類"), choices=ResolutionKind.choices)
    text = forms.CharField(label=_("会議のまとめ"), widget=TEXT, help_text=_("会議は市に代わって決めません。市の決定は、別に記録します。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["meeting"]
        field.queryset = visible_to(self.user, Meeting).select_related("body").order_by("-starts_at", "-pk")
        issues = visible_to(self.user, Issue)
        self.fields["issues"] = QuotedField(queryset=issues, prefix="I", label=_("課題の番号"), required=False, help_text=_("例: I-3 I-5"))


class DecisionForm(StepForm):
    """What the city is to decide."""

    title = forms.CharField(label=_("件名"), max_length=200)
    text = forms.CharField(label=_("内容"), widget=TEXT)
    drafted_on = DateTextField(label=_("起案日"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        said, issues = visible_to(self.user, Resolution), visible_to(self.user, Issue)
        self.fields["resolutions"] = QuotedField(queryset=said, prefix="R", label=_("受けた会議のまとめ"), required=False, help_text=_("例: R-2"))
        self.fields["issues"] = QuotedField(queryset=issues, prefix="I", label=_("課題"), required=False, help_text=_("例: I-3"))
        self.fields["items"] = CodesField(label=_("関係する取組・事業"))


class DecidedForm(StepForm):
    """決裁欄."""

    decided_on = DateTextField(label=_("決裁日"))
    decided_by = forms.CharField(label=_("決裁区分"), max_length=80, help_text=_("例: 部長"))
    document_number = forms.CharField(label=_("文書番号"), max_length=80, help_text=_("文書管理システムの番号です。"))
    consulted = forms.CharField(label=_("合議先"), max_length=200, required=False)
    effective_on = DateTextField(label=_("施行日"), required=False)


class PromiseForm(StepForm):
    """Who said what to whom."""

    text = forms.CharField(label=_("約束したこと"), widget=SHORT, help_text=_("例: 書類を減らすことを検討します"))
    promised_by = forms.CharField(label=_("言った人(職)"), max_length=120)
    promised_on = DateTextField(label=_("言った日"))
    promised_to = forms.CharField(label=_("言った相手"), max_length=160)
    organization = OrganizationField(label=_("担当"))
    due_on = DateTextField(label=_("いつまでに"))


class ToldForm(StepForm):
    """What came of a promise."""

    result = forms.CharField(label=_("検討の結果"), widget=TEXT)
    told_to = forms.CharField(label=_("伝えた相手"), max_length=160)
    told_on = DateTextField(label=_("伝えた日"))


def issue_choices(user: Any) -> list[Any]:
    """Live issues to choose from."""
    return choices_with_empty([(each.uid, str(each)) for each in visible_to(user, Issue).filter(status__in=LIVE)], _("新しい課題にする"))
