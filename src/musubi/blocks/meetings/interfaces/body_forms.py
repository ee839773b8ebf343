"""Forms of bodies, seats, members and officers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.meetings.domain.bodies import members_on
from musubi.blocks.meetings.enums import AppointmentKind, ChosenBy, OfficerPost, SeatClass
from musubi.blocks.meetings.models import Body, CouncilMember, MemberContact, Seat
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.models import PlanItem

LINES = forms.Textarea(attrs={"rows": 3})
FIELDS: tuple[str, ...] = (
    "name",
    "provisional",
    "name_en",
    "kind",
    "organization",
    "is_public",
    "body_class",
    "basis",
    "basis_url",
    "legal_checked_on",
    "remit",
    "remit_en",
    "item",
    "parent",
    "most_members",
    "term_months",
    "quorum_percent",
    "public_recruitment",
    "no_recruitment_reason",
    "honorarium",
    "minutes_style",
    "publication_days",
    "starts_on",
    "ends_before",
    "note",
)


class BodyForm(RecordForm):
    """What a body stands on and is for."""

    legal_checked_on = DateTextField(label=_("法務確認日"), required=False, help_text=_("附属機関とするかどうかを、法務担当に確かめた日です。"))
    basis_url = forms.URLField(label=_("設置根拠の所在"), max_length=300, required=False, assume_scheme="https")
    starts_on = DateTextField(label=_("設置日"), required=False)
    ends_before = DateTextField(label=_("廃止日"), required=False)

    class Meta:
        model = Body
        fields: tuple[str, ...] = FIELDS
        widgets = {"remit": LINES, "remit_en": LINES, "note": LINES}
        help_texts = {
            "is_public": _("印を付けないと、名称も会議も公開ページに出ません。検索にも出ません。"),
            "body_class": _("附属機関は、法律か条例で置きます(地方自治法第138条の4第3項)。"),
            "basis": _("例: (市の)条例・要綱の名称と番号"),
            "item": _("この会議体で進める取組・事業"),
            "publication_days": _("会議の日から会議録を公表するまでの日数。公表までの残り日数を数えます。"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        items: Any = self.fields["item"]
        items.queryset = PlanItem.objects.filter(vision=plan_in_force()).order_by("pk")
        parents: Any = self.fields["parent"]
        parents.queryset = Body.objects.exclude(pk=self.instance.pk).order_by("name")
        units: Any = self.fields["organization"]
        units.queryset = Organization.objects.order_by("order", "code")

    def clean(self) -> dict[str, Any]:
        """An attached organ names its ordinance; without public recruitment the register needs the reason."""
        typed = super().clean() or {}
        if typed.get("body_class") == "attached" and not typed.get("basis"):
            self.add_error("basis", _("附属機関は、根拠となる法律か条例を入れてください"))
        if typed.get("is_public") and not typed.get("public_recruitment") and not typed.get("no_recruitment_reason"):
            self.add_error("no_recruitment_reason", _("会議体の一覧に載せるため、公募しない理由を入れてください"))
        start, end = typed.get("starts_on"), typed.get("ends_before")
        if start and end and end <= start:
            self.add_error("ends_before", _("設置日より後の日にしてください"))
        return typed


class NewBodyForm(BodyForm):
    """A new body, with its code and how many seats it begins with."""

    seats = forms.IntegerField(label=_("最初に作る席の数"), min_value=0, max_value=99, initial=10)

    class Meta(BodyForm.Meta):
        fields = ("code", *FIELDS)
        labels = {"code": _("記号(アドレスに使う英数字)")}


class SeatForm(StepForm):
    """A further seat."""

    seat_class = forms.ChoiceField(label=_("区分"), choices=SeatClass.choices)
    nominated_by = forms.ModelChoiceField(
        label=_("推薦する団体"), queryset=Organization.objects.order_by("order", "code"), to_field_name="code", required=False
    )
    note = forms.CharField(label=_("備考"), max_length=200, required=False)


class SeatRecordForm(RecordForm):
    """Class and nominating body of a seat."""

    class Meta:
        model = Seat
        fields = ("seat_class", "nominated_by", "note")


class NominationForm(StepForm):
    """Who is to sit on a seat."""

    name = forms.CharField(label=_("氏名"), max_length=80)
    name_kana = forms.CharField(label=_("氏名(かな)"), max_length=120, help_text=_("名簿は五十音順に並びます。"))
    office = forms.CharField(label=_("所属・役職"), max_length=160)
    kind = forms.ChoiceField(label=_("就任の方式"), choices=AppointmentKind.choices, help_text=_("市の職員は任命、そのほかの人は委嘱です。"))
    requested_on = DateTextField(label=_("推薦を依頼した日"), required=False)
    follows = forms.ModelChoiceField(
        label=_("前任者"),
        queryset=CouncilMember.objects.none(),
        to_field_name="uid",
        required=False,
        help_text=_("任期の途中で退任した人の後任は、残りの任期になります。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["follows"]
        field.queryset = CouncilMember.objects.filter(seat=self.record, starts_on__isnull=False).order_by("-starts_on")


class AcceptedForm(StepForm):
    """承諾書."""

    accepted_on = DateTextField(label=_("承諾書の日"))


class ProposedForm(StepForm):
    """委嘱伺."""

    proposed_on = DateTextField(label=_("起案日"))


class CommissionForm(StepForm):
    """決裁と任期."""

    decided_on = DateTextField(label=_("決裁日"))
    document_number = forms.CharField(label=_("文書番号"), max_length=80, required=False)
    starts_on = DateTextField(label=_("任期の始め"))


class LeaveForm(StepForm):
    """途中の退任."""

    ends_before = DateTextField(label=_("退任の日(この日から委員ではなくなります)"))
    reason = forms.CharField(label=_("理由"), max_length=200)


class GiveUpForm(StepForm):
    """A candidate does not come."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class OfficerForm(StepForm):
    """会長・会長職務代理者."""

    post = forms.ChoiceField(label=_("役職"), choices=OfficerPost.choices)
    member = forms.ModelChoiceField(label=_("委員"), queryset=CouncilMember.objects.none(), to_field_name="uid")
    chosen_by = forms.ChoiceField(label=_("選任の方法"), choices=ChosenBy.choices)
    starts_on = DateTextField(label=_("選任の日"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["member"]
        field.queryset = members_on(self.record, clock.today())


class MemberForm(RecordForm):
    """A member's public words."""

    class Meta:
        model = CouncilMember
        fields = ("name", "name_kana", "name_en", "office", "office_en", "user")
        help_texts = {"user": _("アカウントを選ぶと、委員のページで資料を読み、質問を送れます。")}


class ContactForm(RecordForm):
    """What only the office may know."""

    class Meta:
        model = MemberContact
        fields = ("gender", "email", "phone", "postal_code", "address", "creditor_number", "on_paper")
        help_texts = {"gender": _("女性委員の割合を公表するためだけに使います。")}
