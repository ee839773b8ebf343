"""Forms of meetings: when and where, the agenda, days proposed, who was there."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.eras import parse_date
from musubi.blocks.kernel.fields import DateTextField, FiscalYearField
from musubi.blocks.kernel.messages import TextError
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.meetings.enums import AgendaKind, AttendanceState, Openness
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.vision.interfaces.code_field import CodesField

LINES = forms.Textarea(attrs={"rows": 3})
TIME = re.compile(r"^(\d{1,2})[:時](\d{0,2})分?$")
SPAN = re.compile(r"^(?P<day>.+?)\s+(?P<start>\d{1,2}[:時]\d{0,2}分?)\s*[-~〜]\s*(?P<end>\d{1,2}[:時]\d{0,2}分?)$")


class TimeTextField(forms.CharField):
    """A time typed as 14:00, 14時, 14時30分 or in full width."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("例: 14:00、14時30分"))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Shown as 14:00."""
        return value.strftime("%H:%M") if isinstance(value, dt.time) else value

    def to_python(self, value: Any) -> dt.time | None:  # type: ignore[override]
        """The time; empty is unknown."""
        if isinstance(value, dt.time):
            return value
        text = super().to_python(value)
        if not text:
            return None
        found = _time(unicodedata.normalize("NFKC", text).strip())
        if found is None:
            raise ValidationError(gettext("時刻を読み取れません。14:00 のように入れてください"))
        return found


def _time(text: str) -> dt.time | None:
    match = TIME.match(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=get_default_timezone())


class NewMeetingForm(StepForm):
    """The next meeting of a body."""

    fiscal_year = FiscalYearField(label=_("年度"), help_text=_("回の番号は、年度ごとに続けて付きます。例: 令和2年度"))


class WhenForm(StepForm):
    """The day and the hours."""

    day = DateTextField(label=_("開催日"))
    starts = TimeTextField(label=_("開始"))
    ends = TimeTextField(label=_("終了"))

    def clean(self) -> dict[str, Any]:
        """Day and times together; the end comes after the beginning."""
        typed = super().clean() or {}
        if all(typed.get(name) is not None for name in ("day", "starts", "ends")):
            typed["starts_at"], typed["ends_at"] = _moment(typed["day"], typed["starts"]), _moment(typed["day"], typed["ends"])
            if typed["ends_at"] <= typed["starts_at"]:
                self.add_error("ends", _("開始より後の時刻にしてください"))
        return typed


class MeetingForm(RecordForm):
    """Where, how and for whom."""

    online_address = forms.URLField(label=_("オンラインの入口(委員だけに示す)"), max_length=300, required=False, assume_scheme="https")
    replies_due_on = DateTextField(label=_("出欠の回答期限"), required=False)

    class Meta:
        model = Meeting
        fields = (
            "place",
            "place_en",
            "format",
            "online_address",
            "openness",
            "closed_reason",
            "most_observers",
            "replies_due_on",
            "note",
        )
        widgets = {"note": LINES}
        help_texts = {"closed_reason": _("非公開・一部非公開のときは、その理由を公開ページに示します。")}

    def clean(self) -> dict[str, Any]:
        """What is not open names the reason."""
        typed = super().clean() or {}
        if typed.get("openness") in {Openness.PARTLY, Openness.CLOSED} and not typed.get("closed_reason"):
            self.add_error("closed_reason", _("公開しない理由を入れてください"))
        return typed


class AgendaForm(StepForm):
    """An agenda item."""

    title = forms.CharField(label=_("件名"), max_length=200)
    title_en = forms.CharField(label=_("件名(英語)"), max_length=250, required=False)
    kind = forms.ChoiceField(label=_("種類"), choices=AgendaKind.choices, initial=AgendaKind.REPORT)
    items = CodesField(label=_("関係する取組・事業"))
    presenter = forms.CharField(label=_("説明者"), max_length=120, required=False)
    minutes_planned = forms.IntegerField(label=_("予定時間(分)"), min_value=1, max_value=600, required=False)
    note = forms.CharField(label=_("説明"), widget=LINES, required=False)
    openness = forms.ChoiceField(label=_("公開区分"), choices=Openness.choices, initial=Openness.OPEN)


class PollForm(StepForm):
    """Days to choose from, one to a line."""

    days = forms.CharField(
        label=_("候補の日時"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("1行に1つ。例: R2.11.5 14:00-16:00"),
    )
    due_on = DateTextField(label=_("回答期限"))

    def clean_days(self) -> list[tuple[dt.datetime, dt.datetime]]:
        """Every line as a beginning and an end; a line that cannot be read is named."""
        found, faults = [], []
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), 1):
            text = unicodedata.normalize("NFKC", line).replace("–", "-").replace("~", "-").replace("〜", "-").strip()
            if text:
                span = _span(text)
                if span is None:
                    faults.append(gettext("%(number)d行目「%(line)s」を読み取れません") % {"number": number, "line": line.strip()})
                else:
                    found.append(span)
        if faults:
            raise ValidationError(faults)
        return found


def _span(text: str) -> tuple[dt.datetime, dt.datetime] | None:
    match = SPAN.match(text)
    if match is None:
        return None
    start, end = _time(match["start"]), _time(match["end"])
    try:
        day = parse_date(match["day"])
    except TextError:
        return None
    if start is None or end is None or end <= start:
        return None
    return _moment(day, start), _moment(day, end)


class CancelForm(StepForm):
    """Why a meeting does not take place."""

    reason = forms.CharField(label=_("中止の理由"), max_length=200, help_text=_("委員への知らせと公開ページに、このまま載ります。"))


class EmptyForm(StepForm):
    """Only the button."""


class PresenceForm(forms.Form):
    """How one member answered or was there."""

    use_required_attribute = False
    state = forms.ChoiceField(label=_("出欠"), choices=AttendanceState.choices)
    proxy_name = forms.CharField(label=_("代理の人の氏名"), max_length=80, required=False)
    proxy_office = forms.CharField(label=_("代理の人の役職"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        """A proxy has a name."""
        typed = super().clean() or {}
        if typed.get("state") == AttendanceState.PROXY and not typed.get("proxy_name"):
            self.add_error("proxy_name", _("代理の人の氏名を入れてください"))
        return typed


class ObserversForm(forms.Form):
    """How many listened."""

    use_required_attribute = False
    observers = forms.IntegerField(label=_("傍聴者の数"), min_value=0, max_value=9999, required=False)
