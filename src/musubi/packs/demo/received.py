"""Calls that the demo's city receives: one answered from records and copied to the next year, one that is due soon."""

from __future__ import annotations

import datetime as dt
from typing import Any

from musubi.blocks.accounts.models import Organization
from musubi.blocks.reporting.domain.received import add_figure, answer_received, receive_call
from musubi.blocks.reporting.models import ReceivedCall
from musubi.blocks.vision.models import Vision
from musubi.packs.demo.moments import on
from musubi.packs.demo.story import INDUSTRY, MARK

FIGURES = (("A-P1", "企業訪問の件数", "desks.visit_count"), ("D-P2", "就農の相談の件数", "desks.consultation_count"))


def keep_received(*, vision: Vision, who: dict[str, Any]) -> None:
    """The prefecture asks every autumn; the finance division once."""
    office = who.get("jimukyoku")
    first = _asked(2018, dt.date(2019, 10, 7), dt.date(2019, 10, 25), office)
    items = {item.code: item for item in vision.items.all()}
    for code, label, measure in FIGURES:
        if code in items:
            told = {"label": f"{label}{MARK}", "fiscal_year": 2018, "measure_key": measure, "item": items[code]}
            add_figure(received=first, actor=office, now=on(dt.date(2019, 10, 16)), **told)
    day = dt.date(2019, 10, 18)
    answer_received(
        received=first,
        answer="活動記録から数えた値を回答した。",
        answered_on=day,
        answer_number="所産振第1018号(架空)",
        actor=office,
        now=on(day, 15),
    )
    _asked(2019, dt.date(2020, 10, 6), dt.date(2020, 10, 23), office, copied_from=first)


def _asked(year: int, received_on: dt.date, due_on: dt.date, actor: Any, copied_from: ReceivedCall | None = None) -> ReceivedCall:
    values = {
        "source": "prefecture",
        "source_name": f"県の産業の課{MARK}",
        "title": f"産業振興の取組状況の照会{MARK}",
        "fiscal_year": year,
        "received_on": received_on,
        "due_on": due_on,
        "organization": Organization.objects.get(code=INDUSTRY),
    }
    return receive_call(values=values, actor=actor, now=on(received_on), today=received_on, copied_from=copied_from)
