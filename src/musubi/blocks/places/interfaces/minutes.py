"""Form fields for times of day, weekdays, single days, seasons and last days."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.opendata.domain.values import read_day
from musubi.blocks.places.domain.hours import season_text
from musubi.blocks.places.domain.hours_text import plain, read_clock
from musubi.blocks.places.domain.opening import clock_text

MOST_DAYS = 100
WEEKDAYS = [(str(day), name) for day, name in WEEKDAYS_ABBR.items()]
WEEKS = [(str(number), str(number)) for number in range(1, 6)]
_SEASON = re.compile(r"(\d{1,2})\s*(?:/|月)\s*(\d{1,2})日?")


class MinuteField(forms.CharField):
    """A time of day typed as 9:00, 9時半, 午後5時; past midnight 25:00. Its value is minutes from midnight."""

    def prepare_value(self, value: Any) -> Any:
        """As 9:00."""
        return clock_text(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        """The minutes; empty is none."""
        text = super().to_python(value)
        if not text:
            return None
        minutes = read_clock(text)
        if minutes is None:
            raise ValidationError(gettext("9:00、9時30分、25:00(翌日の1時)のように入力してください"), code="time")
        return minutes


class DigitsField(forms.MultipleChoiceField):
    """Ticked boxes as digits; all of them are none."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        """As the boxes have them."""
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        """The digits in order."""
        digits = "".join(sorted(super().clean(value)))
        return "" if len(digits) == len(self.choices) else digits


class DaysField(forms.CharField):
    """Days typed one after the other, e.g. 2020/10/17、2020/10/24; its value is a tuple of ISO days in order."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        """As they are typed."""
        return "、".join(day.replace("-", "/") for day in value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        """Each day once."""
        days = []
        for said in re.split(r"[、,，\s]+", super().clean(value)):
            day = read_day(said) if said else None
            if said and day is None:
                raise ValidationError(gettext("「%(said)s」を日として読めません。2020/10/17 のように入力してください") % {"said": said}, code="day")
            if day is not None:
                days.append(day.isoformat())
        if len(days) > MOST_DAYS:
            raise ValidationError(gettext("日は%(most)d日までです。毎週なら、曜日を選んでください") % {"most": MOST_DAYS}, code="many")
        return tuple(sorted(set(days)))


class SeasonField(forms.CharField):
    """A day of every year typed as 12/29 or 12月29日; its value is 1229."""

    def prepare_value(self, value: Any) -> Any:
        """As 12/29."""
        return season_text(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        """The number; empty is none."""
        text = super().to_python(value)
        if not text:
            return None
        found = _SEASON.fullmatch(plain(text))
        try:
            day = dt.date(2020, int(found[1]), int(found[2])) if found else None  # a leap year
        except ValueError:
            day = None
        if day is None:
            raise ValidationError(gettext("12/29 のように月と日を入力してください"), code="season")
        return day.month * 100 + day.day


class LastDayField(DateTextField):
    """The last day of a period; its value is the day after, as periods are kept."""

    def prepare_value(self, value: Any) -> Any:
        """The last day itself."""
        return super().prepare_value(value - dt.timedelta(days=1) if isinstance(value, dt.date) else value)

    def to_python(self, value: Any) -> dt.date | None:
        """The day after the typed one."""
        day = super().to_python(value)
        return None if day is None else day + dt.timedelta(days=1)


LAST_DAY = _("最終日")
