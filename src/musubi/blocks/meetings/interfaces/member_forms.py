"""Forms of a member's pages: few fields, large, in plain words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.meetings.domain.bodies import members_on
from musubi.blocks.meetings.domain.sittings import meeting_day
from musubi.blocks.meetings.enums import AttendanceState, CheckState, MeetingFormat, PollAnswer
from musubi.blocks.meetings.models import AgendaItem, CouncilMember, Meeting, PollOption


class MemberForm(forms.Form):
    """One of several forms on a page: `stem` keeps their ids apart, so that a label leads to its own field."""

    use_required_attribute = False
    stem = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", f"{self.stem}_%s")
        super().__init__(*args, **options)


class ReplyForm(MemberForm):
    """出欠."""

    stem = "reply"
    state = forms.ChoiceField(label=_("出欠"), widget=forms.RadioSelect, error_messages={"required": _("出席か欠席かを選んでください")})
    proxy_name = forms.CharField(label=_("代理の人の氏名(代理のときだけ)"), max_length=80, required=False)
    proxy_office = forms.CharField(label=_("代理の人の役職(代理のときだけ)"), max_length=160, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        online = meeting.format in {MeetingFormat.ONLINE, MeetingFormat.HYBRID}
        chosen = [value for value in AttendanceState if value != AttendanceState.UNKNOWN and (online or value != AttendanceState.ONLINE)]
        state: Any = self.fields["state"]
        state.choices = [(value.value, value.label) for value in chosen]

    def clean(self) -> dict[str, Any]:
        """A proxy has a name."""
        typed = super().clean() or {}
        if typed.get("state") == AttendanceState.PROXY and not typed.get("proxy_name"):
            self.add_error("proxy_name", _("代理の人の氏名を入れてください"))
        return typed


class MemberPollForm(MemberForm):
    """○△× for each proposed day."""

    stem = "poll"

    def __init__(self, *args: Any, options_of: list[PollOption], given: dict[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for option in options_of:
            self.fields[f"p{option.pk}"] = forms.ChoiceField(
                label=option, choices=PollAnswer.choices, widget=forms.RadioSelect, required=False, initial=given.get(option.pk)
            )

    def answers(self) -> dict[int, str]:
        """The answers by the option's key."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if value}


class NoteForm(MemberForm):
    """A private note."""

    stem = "note"
    text = forms.CharField(label=_("メモ"), widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=20000)
    shown_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AskForm(MemberForm):
    """A question to the office."""

    stem = "ask"
    agenda = forms.ModelChoiceField(
        label=_("議題"), queryset=AgendaItem.objects.none(), to_field_name="uid", required=False, empty_label=_("全体について")
    )
    text = forms.CharField(
        label=_("質問"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000, error_messages={"required": _("質問を書いてください")}
    )

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["agenda"]
        field.queryset = meeting.agenda.all()


class CheckForm(MemberForm):
    """このままでよい / 直してほしい."""

    stem = "check"
    state = forms.ChoiceField(
        label=_("会議録(案)は"),
        widget=forms.RadioSelect,
        choices=[pair for pair in CheckState.choices if pair[0] != CheckState.WAITING],
        error_messages={"required": _("どちらかを選んでください")},
    )
    comment = forms.CharField(label=_("直してほしいところ"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class TypedQuestionForm(StepForm):
    """A question that came by telephone or on paper."""

    member = forms.ModelChoiceField(label=_("委員"), queryset=CouncilMember.objects.none(), to_field_name="uid")
    agenda = forms.ModelChoiceField(label=_("議題"), queryset=AgendaItem.objects.none(), to_field_name="uid", required=False)
    text = forms.CharField(label=_("質問"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        members: Any = self.fields["member"]
        members.queryset = members_on(self.record.body, meeting_day(self.record, otherwise=timezone.localdate(self.record.created_at)))
        agenda: Any = self.fields["agenda"]
        agenda.queryset = self.record.agenda.all()


class AnswerForm(StepForm):
    """The office's answer."""

    answer = forms.CharField(label=_("回答"), widget=forms.Textarea(attrs={"rows": 5}))
    for_all = forms.BooleanField(label=_("質問と回答を、委員全員に示す"), required=False)
