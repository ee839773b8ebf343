"""Forms of the office's steps in a review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.models import Call
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.meetings.enums import BodyKind
from musubi.blocks.meetings.models import Body, CouncilMember
from musubi.blocks.parties.domain.naming import read_number
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.enums import OthersShown, Ruling, TieKind
from musubi.blocks.reviews.models import Panel, Reviewer
from musubi.blocks.vision.domain.desks import desks_worked_by


class WordsField(forms.CharField):
    """Words, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)

    def prepare_value(self, value: Any) -> Any:
        """Shown line by line."""
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """The lines that are not empty."""
        return [line.strip()[:80] for line in (super().to_python(value) or "").splitlines() if line.strip()]


class NewPanelForm(StepForm):
    """審査を設ける: which call, which body, which round."""

    call = forms.ModelChoiceField(label=_l("募集"), queryset=Call.objects.none())
    body = forms.ModelChoiceField(
        label=_l("審査会"), queryset=Body.objects.none(), help_text=_l("「会議体と委員」で設けた、審査会・選定委員会です。")
    )
    name = forms.CharField(label=_l("名称"), max_length=120, initial=_l("書類審査"))
    round = forms.IntegerField(label=_l("審査の回"), min_value=1, initial=1)
    declare_until = DateTextField(label=_l("申告の期限"), required=False)
    score_until = DateTextField(label=_l("採点の期限"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        calls: Any = self.fields["call"]
        calls.queryset = (
            visible_to(self.user, Call).filter(opened_at__isnull=False, item__in=desks_worked_by(self.user)).order_by("-fiscal_year", "name")
        )
        bodies: Any = self.fields["body"]
        bodies.queryset = visible_to(self.user, Body).filter(kind=BodyKind.SELECTION_PANEL).order_by("name")


class PanelForm(RecordForm):
    """The days and options of a panel; which documents and questions reviewers see."""

    declare_until = DateTextField(label=_l("申告の期限"), required=False)
    score_until = DateTextField(label=_l("採点の期限"), required=False)
    per_application = forms.IntegerField(label=_l("1件を採点する人数(空欄は全員)"), min_value=1, required=False)
    others_shown = forms.ChoiceField(label=_l("ほかの委員の採点"), choices=OthersShown.choices)
    hidden_questions = forms.MultipleChoiceField(
        label=_l("審査委員に見せない質問"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_l("申請者が分かる答えの質問に印を付けます。"),
    )
    shown_documents = forms.MultipleChoiceField(
        label=_l("審査委員に見せる書類"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_l("申請者の名前を伏せる審査では、名前の入った書類に印を付けないでください。"),
    )

    class Meta:
        model = Panel
        fields = ("name", "declare_until", "score_until", "per_application", "others_shown", "hidden_questions", "shown_documents", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        terms = terms_of(self.instance)
        questions: Any = self.fields["hidden_questions"]
        questions.choices = [(each.key, each.label) for each in terms.questions if each.stage == "application"]
        documents: Any = self.fields["shown_documents"]
        documents.choices = [(each.key, each.label) for each in terms.documents if each.stage == "application"]

    def text_of(self, name: str, value: Any) -> str:
        """Lists are compared as text."""
        return "、".join(map(str, value)) if isinstance(value, list) else super().text_of(name, value)


class ConfirmForm(StepForm):
    """One button."""


class ReasonForm(StepForm):
    """Why."""

    reason = forms.CharField(label=_l("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ClosingForm(StepForm):
    """採点を締める; the reason is asked only where sheets are missing."""

    reason = forms.CharField(
        label=_l("採点がそろわないまま締めた理由"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("採点表がすべてそろっているときは、書かなくてかまいません。"),
    )


class AddReviewerForm(StepForm):
    """A further member of the body."""

    member = forms.ModelChoiceField(label=_l("委員"), queryset=CouncilMember.objects.none())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        members: Any = self.fields["member"]
        known = Reviewer.objects.filter(panel=self.record, left_on__isnull=True).values("member")
        members.queryset = CouncilMember.objects.filter(seat__body=self.record.body_id, starts_on__isnull=False).exclude(pk__in=known)


class ReviewerForm(StepForm):
    """Limit, fields of skill, paper."""

    most = forms.IntegerField(label=_l("受け持つ件数の上限(空欄は上限なし)"), min_value=0, required=False)
    topics = forms.MultipleChoiceField(
        label=_l("得意な分野"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_l("審査の「分野」で決めた言葉から選びます。割当で考えに入れます。"),
    )
    on_paper = forms.BooleanField(label=_l("紙で採点する"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topics: Any = self.fields["topics"]
        topics.choices = [(topic, topic) for topic in self.record.panel.topics]


class TieForm(StepForm):
    """関係先."""

    kind = forms.ChoiceField(label=_l("関係の種類"), choices=TieKind.choices)
    name = forms.CharField(label=_l("関係先の名称・氏名"), max_length=200, help_text=_l("勤め先、以前の勤め先、役員をしている会社、親族の氏名など。"))
    legal_entity_number = forms.CharField(label=_l("法人番号"), required=False, max_length=20)
    address = forms.CharField(label=_l("住所・所在地"), required=False, max_length=200)
    note = forms.CharField(label=_l("備考"), required=False, max_length=300)

    def clean_legal_entity_number(self) -> str:
        """Thirteen digits with the right check digit."""
        text = self.cleaned_data["legal_entity_number"]
        if not text.strip():
            return ""
        try:
            return read_number(text)
        except Exception as error:
            raise ValidationError(str(error)) from error


class ExcludeForm(StepForm):
    """除斥: who, on what ground, why."""

    reviewer = forms.ModelChoiceField(label=_l("審査委員"), queryset=Reviewer.objects.none())
    ground = forms.ChoiceField(label=_l("関係の種類"), choices=TieKind.choices)
    reason = forms.CharField(label=_l("除斥の理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reviewers: Any = self.fields["reviewer"]
        reviewers.queryset = _reviewers(self.record.panel_id)


class ReviewersField(forms.ModelMultipleChoiceField):
    """Reviewers with what they know well."""

    def label_from_instance(self, obj: Any) -> str:
        """Name, then the topics."""
        return f"{obj}({'・'.join(obj.topics)})" if obj.topics else str(obj)


class AssignForm(StepForm):
    """Who scores one application."""

    reviewers = ReviewersField(label=_l("採点する審査委員"), queryset=Reviewer.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_l("割当を解く理由(外す人がいるとき)"), max_length=300, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reviewers: Any = self.fields["reviewers"]
        reviewers.queryset = _reviewers(self.record.panel_id)
        if self.record.topics:
            reviewers.help_text = _l("この申請の分野: %(topics)s") % {"topics": "、".join(self.record.topics)}


class RulingForm(StepForm):
    """申告への判断."""

    ruling = forms.ChoiceField(label=_l("申告への判断"), choices=Ruling.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_l("判断の理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _reviewers(panel: Any) -> Any:
    return Reviewer.objects.filter(panel=panel, left_on__isnull=True).select_related("member")
