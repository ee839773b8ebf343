"""Forms of the minutes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.meetings.enums import UtteranceKind
from musubi.blocks.meetings.models import CouncilMember, Meeting, Minutes

OFFICE = "office"


class SayForm(forms.Form):
    """What was said, by a member of the list or by another person."""

    use_required_attribute = False
    who = forms.ChoiceField(label=_("発言者"), required=False)
    speaker = forms.CharField(label=_("そのほかの発言者"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("種類"), choices=UtteranceKind.choices, required=False)
    text = forms.CharField(
        label=_("発言の要点"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("要点だけで構いません。会議のあとで委員が確認します。")}),
        error_messages={"required": _("発言の内容を入れてください")},
    )

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = meeting.attendances.select_related("member__seat").order_by("member__name_kana")
        self.people: dict[str, CouncilMember] = {row.member.uid: row.member for row in rows}
        names = [(uid, f"{member.name}({member.seat.get_seat_class_display()})") for uid, member in self.people.items()]
        who: Any = self.fields["who"]
        who.choices = [*names, (OFFICE, _("事務局")), ("", _("そのほか(下に入れる)"))]

    def clean(self) -> dict[str, Any]:
        """A member, the office, or a typed name."""
        typed = super().clean() or {}
        typed["kind"] = typed.get("kind") or UtteranceKind.SPEECH
        typed["member"] = self.people.get(typed.get("who", ""))
        if typed.get("who") == OFFICE:
            typed["speaker"] = str(_("事務局"))
        if not typed["member"] and not typed.get("speaker") and typed["kind"] in {UtteranceKind.SPEECH, UtteranceKind.EXPLANATION}:
            self.add_error("speaker", _("発言者を選ぶか、入れてください"))
        return typed


class UtteranceForm(StepForm):
    """Correct a line."""

    speaker = forms.CharField(label=_("発言者"), max_length=80, required=False)
    text = forms.CharField(label=_("審議の内容"), widget=forms.Textarea(attrs={"rows": 6}))
    shown_version = forms.IntegerField(widget=forms.HiddenInput)


class RedactForm(StepForm):
    """What stands outside instead of the words."""

    public_text = forms.CharField(
        label=_("公表する内容"), widget=forms.Textarea(attrs={"rows": 4}), required=False, help_text=_("空欄のときは「(非公開)」と出ます。")
    )
    reason = forms.CharField(label=_("伏せる理由"), max_length=200, required=False, help_text=_("空欄にして保存すると、伏せるのをやめます。"))


class CheckDueForm(StepForm):
    """Until when members check."""

    due_on = DateTextField(label=_("委員確認の期限"))


class SettleForm(StepForm):
    """What the office did about a wish."""

    note = forms.CharField(label=_("事務局の対応"), max_length=200, help_text=_("例: 議題2の発言を、御指摘のとおり直しました。"))


class MinutesForm(RecordForm):
    """The head of the minutes (様式第1号)."""

    publish_due_on = DateTextField(label=_("公表の期限"), required=False)

    class Meta:
        model = Minutes
        fields = ("style", "explainers", "office_contact", "publish_due_on")
        widgets = {"explainers": forms.Textarea(attrs={"rows": 2}), "office_contact": forms.Textarea(attrs={"rows": 2})}
