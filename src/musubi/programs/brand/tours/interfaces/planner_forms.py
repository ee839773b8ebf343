"""The visitor's form: read from the address, so that a page can be linked, shared and gone back to."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from musubi.blocks.kernel.text import search_key
from musubi.blocks.opendata.domain.values import read_day
from musubi.blocks.places.visitor_enums import SpotTheme
from musubi.programs.brand.tours.domain import planner_travel
from musubi.programs.brand.tours.domain.engine import farthest_km
from musubi.programs.brand.tours.domain.planner_atlas import Atlas, PlanSpot
from musubi.programs.brand.tours.domain.planner_wishes import (
    DAY,
    SMALL_HOURS,
    Place,
    Wishes,
    minute_of,
    read_must,
    read_never,
    read_orders,
    read_routes,
)  # fmt: skip
from musubi.programs.brand.tours.enums import Pace, StepFree, TravelMode

POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,8})?),(-?\d{1,3}(?:\.\d{1,8})?)")
OUTSIDE_KM = 30
SHORTEST_DAY = 60
FAR_AHEAD = 400
MOST_NAMES = 600
WALKS = (10, 15, 30, 45, 60)


class PlannerForm(forms.Form):
    """出発・日付・好みの入力. After `is_valid`, `wishes` is what was asked; names typed in are then in `must` and `never`."""

    use_required_attribute = False

    on = forms.DateField(label=gettext_lazy("日付"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    days = forms.TypedChoiceField(label=gettext_lazy("日数"), coerce=int, widget=forms.RadioSelect, required=False, empty_value=1)
    begin = forms.TimeField(label=gettext_lazy("出発"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(label=gettext_lazy("帰り"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    theme = forms.MultipleChoiceField(
        label=gettext_lazy("したいこと"), choices=SpotTheme.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    by = forms.ChoiceField(label=gettext_lazy("移動"), widget=forms.RadioSelect, required=False)
    walk = forms.TypedChoiceField(label=gettext_lazy("続けて歩く長さ"), coerce=int, required=False, empty_value=30)
    pace = forms.ChoiceField(label=gettext_lazy("ゆとり"), choices=Pace.choices, widget=forms.RadioSelect, required=False)
    lunch = forms.BooleanField(label=gettext_lazy("昼食を入れる(11:00–13:30)"), required=False)
    rain = forms.BooleanField(label=gettext_lazy("雨の日(屋内を中心に)"), required=False)
    events = forms.BooleanField(label=gettext_lazy("その日の催しも入れる"), required=False)
    step_free = forms.ChoiceField(label=gettext_lazy("車いす・ベビーカー"), required=False)
    budget = forms.IntegerField(label=gettext_lazy("一人分の予算(入場料など、円)"), required=False, min_value=0, max_value=1_000_000)
    add_must = forms.CharField(
        label=gettext_lazy("必ず行くところを足す"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"list": "spot-names", "autocomplete": "off"}),
    )
    add_never = forms.CharField(
        label=gettext_lazy("行かないところを足す"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"list": "spot-names", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, atlas: Atlas, today: dt.date, day: str = "") -> None:
        super().__init__(data, label_suffix="")
        self.atlas, self.today = atlas, today
        stations = [(str(one.number), one.name) for one in atlas.stations]
        for name, label in (("from", _("出発するところ")), ("to", _("帰るところ"))):
            value = self.data.get(name, "") if self.is_bound else ""
            points = [(value, _("地図の上の点"))] if POINT.fullmatch(value) else []
            first = [("", _("出発と同じ"))] if name == "to" else []
            self.fields[name] = forms.CharField(label=label, required=name == "from", widget=forms.Select(choices=[*first, *stations, *points]))
        self._choose("days", [(1, _("1日")), (2, _("2日")), (3, _("3日"))])
        self._choose("by", [choice for choice in TravelMode.choices if choice[0] != TravelMode.BUS or planner_travel.ride_days()])
        self._choose("walk", [(k, _("%(minutes)s分まで") % {"minutes": k}) for k in WALKS])
        self._choose("step_free", [("", pgettext("planner", "使わない")), *StepFree.choices])
        usual = "bus" if planner_travel.ride_days() else "walk"
        self.initial = {
            "on": read_day(day) or today + dt.timedelta(days=1), "days": 1, "begin": "09:30", "end": "17:00",
            "by": usual, "walk": 30, "pace": "normal", "lunch": True, "events": True,
        }  # fmt: skip
        for name, field in self.fields.items():
            if self.is_bound and self[name].errors:
                field.widget.attrs["aria-describedby"] = f"id_{name}_error"

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what the class says above
        field.choices = choices

    def clean_on(self) -> dt.date:
        """A day that can be looked up."""
        day: dt.date = self.cleaned_data["on"]
        if not dt.timedelta(days=-FAR_AHEAD) <= day - self.today <= dt.timedelta(days=FAR_AHEAD):
            raise forms.ValidationError(_("1年先までの日付を選んでください"))
        return day

    def clean(self) -> dict[str, Any]:
        """Places, times and typed names against each other."""
        data = super().clean() or {}
        for name in ("from", "to"):
            if name in data and (data[name] or name == "from"):
                data[name] = self._place(name, data[name])
        if data.get("begin") is not None and data.get("end") is not None:
            self._times(data)
        for name in ("add_must", "add_never"):
            if data.get(name):
                data[name] = self._named(name, data[name])
        return data

    def _times(self, data: dict[str, Any]) -> None:
        begin, end = minute_of(data["begin"]), minute_of(data["end"])
        if end <= begin and end <= SMALL_HOURS:
            end += DAY
        if end - begin < SHORTEST_DAY:
            self.add_error("end", _("帰りの時刻を、出発より1時間以上後にしてください(夜中は5:00まで)"))
        data["end_minute"] = end

    def _place(self, name: str, code: str) -> Place | None:
        found = self.atlas.station(int(code)) if code.isascii() and code.isdigit() and len(code) < 10 else None
        match = POINT.fullmatch(code)
        if found is None and match is not None:
            found = Place(_("地図の上の点"), float(match[1]), float(match[2]))
            if not (-90 <= found.latitude <= 90 and -180 <= found.longitude <= 180) or farthest_km(self.atlas.points, found) > OUTSIDE_KM:
                other = Place("", found.longitude, found.latitude)
                is_swapped = -90 <= other.latitude <= 90 and farthest_km(self.atlas.points, other) <= OUTSIDE_KM
                swapped, outside = _("緯度と経度が逆です。一覧から選んでください"), _("地図の外です。一覧から選んでください")
                self.add_error(name, swapped if is_swapped else outside)
                return None
        if found is None:
            self.add_error(name, _("一覧から選んでください"))
        return found

    def _named(self, name: str, text: str) -> PlanSpot | None:
        """The spot of that name in any language; one that several names hold is told, not guessed."""
        found = spots_named(self.atlas, text)
        if len(found) == 1:
            return found[0]
        names = _("、").join(spot.name for spot in found[:5])
        self.add_error(name, _("どれかを選んで入れてください: %(names)s") % {"names": names} if found else _("この名前のところは見つかりません"))
        return None

    @property
    def was_named(self) -> bool:
        """Whether a name was typed in, so that the address has to be made anew."""
        return bool(self.cleaned_data.get("add_must") or self.cleaned_data.get("add_never"))

    def wishes(self) -> Wishes:
        """What was asked for; the form is valid."""
        data, days = self.cleaned_data, self.cleaned_data["days"]
        many = self.data.getlist if hasattr(self.data, "getlist") else lambda name: self.data.get(name, [])
        known = self.atlas.by_number
        must = {spot: day for spot, day in read_must(many("must"), days).items() if spot in known}
        never = {spot for spot in read_never(many("never")) if spot in known}
        if data.get("add_must"):
            must[data["add_must"].number] = None
        if data.get("add_never"):
            never.add(data["add_never"].number)
        return Wishes(
            data["from"], data["to"] or data["from"], data["on"], days, minute_of(data["begin"]), data["end_minute"], data["pace"] or Pace.NORMAL,
            tuple(data["theme"]), data["by"] or TravelMode.WALK, data["walk"], data["lunch"], data["budget"], data["rain"], data["step_free"],
            data["events"],
            {spot: day for spot, day in must.items() if spot not in never}, frozenset(never), read_orders(many("order"), days),
            read_routes(self.data.get("r", ""), days),
        )  # fmt: skip

    @property
    def names(self) -> list[str]:
        """The names that the browser offers while one types."""
        return [spot.name for spot in self.atlas.spots[:MOST_NAMES]]


def spots_named(atlas: Atlas, text: str) -> list[PlanSpot]:
    """Spots of exactly this name in any language, else those whose name holds it."""
    key = search_key(text)
    if not key:
        return []
    names = {spot: {search_key(words["name"].text) for words in spot.words.values()} for spot in atlas.spots}
    exact = [spot for spot, keys in names.items() if key in keys]
    return exact or [spot for spot, keys in names.items() if any(key in one for one in keys)]
