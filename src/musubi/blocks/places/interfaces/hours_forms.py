"""Opening hours, a row a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.hours import FIELDS, MOST_LINES, check_line
from musubi.blocks.places.domain.opening import HoursDraft, HoursLine
from musubi.blocks.places.enums import HolidayRule, OpeningRuleKind
from musubi.blocks.places.interfaces.minutes import WEEKDAYS, WEEKS, DigitsField, LastDayField, MinuteField, SeasonField


class HoursLineForm(forms.Form):
    """One line; a row left wholly empty is none."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("開・休"), choices=OpeningRuleKind.choices, initial=OpeningRuleKind.OPEN)
    weekdays = DigitsField(label=_("曜日"), choices=WEEKDAYS, required=False)
    weeks = DigitsField(label=_("第何週"), choices=WEEKS, required=False)
    holidays = forms.ChoiceField(label=_("祝日"), choices=HolidayRule.choices, initial=HolidayRule.ANY)
    opens_minute = MinuteField(label=_("開く"), required=False)
    closes_minute = MinuteField(label=_("閉まる"), required=False)
    last_admission_minute = MinuteField(label=_("最終入場"), required=False)
    season_from = SeasonField(label=_("毎年(から)"), required=False)
    season_to = SeasonField(label=_("毎年(まで)"), required=False)
    starts_on = DateTextField(label=_("この日から"), required=False)
    ends_before = LastDayField(label=_("この日まで"), required=False)
    note = forms.CharField(label=_("補足"), required=False, max_length=120)
    remove = forms.BooleanField(label=_("この行を消す"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("starts_on", "ends_before"):
            self.fields[name].help_text = ""

    def clean(self) -> dict[str, Any]:
        """A line that cannot be is told at its field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.is_blank() and not data.get("remove"):
            try:
                check_line(self.line())
            except PlaceError as error:
                self.add_error(error.field, ValidationError(str(error), code=error.code))
        return data

    def is_blank(self) -> bool:
        """Whether nothing is said: an open line without any times."""
        data = self.cleaned_data
        said = ("weekdays", "weeks", "opens_minute", "closes_minute", "last_admission_minute", "season_from", "season_to", "starts_on", "note")
        return not data or (data["kind"] == OpeningRuleKind.OPEN and not any(data.get(name) not in (None, "") for name in said))

    def line(self) -> HoursDraft:
        """The line as the domain takes it."""
        return HoursDraft(**{name: self.cleaned_data.get(name) for name in FIELDS})


HoursFormSet = forms.formset_factory(HoursLineForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES + 10)


def rows_of(lines: list[HoursLine]) -> list[dict[str, Any]]:
    """The stored lines as initial values, with an empty row at the end."""
    stored = [{name: getattr(line, name) for name in FIELDS} for line in lines]
    return [*stored, {}]


def lines_of(formset: Any) -> list[HoursDraft]:
    """The typed lines of a valid set, without blank and removed rows."""
    return [form.line() for form in formset if not form.is_blank() and not form.cleaned_data.get("remove")]
