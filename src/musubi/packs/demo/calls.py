"""Data calls of the demo: one answered in time, one with a silent body and a fax, one that is running."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.reporting.domain.answers import EntryAnswer, accept_reply, confirm_reply, return_reply, save_answer, submit_answer
from musubi.blocks.reporting.domain.calls import close_call, prepare_call, remind, send_call
from musubi.blocks.reporting.enums import AnswerChannel, AnswerKind
from musubi.blocks.reporting.models import DataCall, Reply
from musubi.blocks.vision.models import PlanItem, Vision
from musubi.packs.demo.moments import on
from musubi.packs.demo.story import CHAMBER, FARMS, INDUSTRY, RUNNING, STORIES, Story

FIRST_YEAR = 2018


def _asked(vision: Vision) -> dict[PlanItem, Organization]:
    items = {item.code: item for item in vision.items.all()}
    bodies = {body.code: body for body in Organization.objects.filter(code__in=[INDUSTRY, FARMS, CHAMBER])}
    return {items[story.code]: bodies[story.answers] for story in STORIES if story.code in items and story.answers in bodies}


def _sent(vision: Vision, fiscal_year: int, title: str, day: dt.date, due: dt.date, who: dict[str, Any], real_now: dt.datetime) -> DataCall:
    call = prepare_call(
        vision=vision, fiscal_year=fiscal_year, title=title, due_on=due, items=_asked(vision), actor=who.get("jimukyoku"), now=on(day), as_of=None
    )
    send_call(call=call, actor=who.get("jimukyoku"), now=on(day, 11), real_now=real_now, today=day)
    call.refresh_from_db()
    return call


def _answer(story: Story, number: int) -> EntryAnswer:
    if not story.progress[number]:
        return EntryAnswer(kind=AnswerKind.BLANK)
    actuals = {code: measured.actuals[number] for code, measured in story.indicators}
    return EntryAnswer(
        progress=story.progress[number],
        done=story.done[number],
        problems=story.problems[number],
        direction=story.direction[number],
        values={code: Decimal(value) for code, value in actuals.items() if value is not None},
    )


def answer_year(*, vision: Vision, fiscal_year: int, who: dict[str, Any]) -> None:
    """The yearly call: sent in April, answered by link, signed in and (late) by fax, accepted in June."""
    number, year = fiscal_year - FIRST_YEAR, fiscal_year + 1
    title = f"{format_fiscal_year(fiscal_year, 'era')}の進捗状況について(架空)"
    call = _sent(vision, fiscal_year, title, dt.date(year, 4, 8), dt.date(year, 4, 26), who, on(dt.date(year, 4, 8)))
    stories = {story.code: story for story in STORIES}
    for reply in call.replies.select_related("organization", "call"):
        answer = {entry.item.code: _answer(stories[entry.item.code], number) for entry in reply.entries.select_related("item")}
        answer = {code: entry for code, entry in answer.items() if entry.kind != AnswerKind.BLANK}
        _reply(reply, answer, number, who, year)
    for reply in call.replies.filter(status="answered").select_related("organization", "call"):
        day = dt.date(year, 6, 3)
        accept_reply(reply=reply, actor=who.get("jimukyoku"), now=on(day), today=day)
    close_call(call=call, actor=who.get("jimukyoku"), now=on(dt.date(year, 6, 5)))


def _reply(reply: Reply, answer: dict[str, EntryAnswer], number: int, who: dict[str, Any], year: int) -> None:
    body = reply.organization.code
    if body == CHAMBER and number == 1:  # silent for a fortnight, reminded, then a fax
        for day in (dt.date(year, 4, 30), dt.date(year, 5, 8)):
            remind(reply=reply, actor=who.get("jimukyoku"), now=on(day), real_now=on(day), today=day)
        day = dt.date(year, 5, 12)
        submit_answer(
            reply=reply,
            answer=answer,
            channel=AnswerChannel.FAX,
            actor=who.get("jimukyoku"),
            now=on(day),
            today=day,
            received_on=day,
            answerer="見本 太郎（架空）",
        )
    elif body == CHAMBER:
        day = dt.date(year, 4, 18)
        submit_answer(reply=reply, answer=answer, channel=AnswerChannel.LINK, actor=None, now=on(day), today=day, answerer="小林 薫（架空）")
    else:
        day = dt.date(year, 4, 22)
        sender = who.get("torimatome" if body == FARMS else "jimukyoku")
        submit_answer(reply=reply, answer=answer, channel=AnswerChannel.SIGN_IN, actor=sender, now=on(day), today=day)
        if body == FARMS and number == 0:  # the division asks itself for a correction first
            return_reply(reply=reply, reason="認定農業者の更新の件数を書いてください(架空)", actor=sender, now=on(day, 11))
            reply.refresh_from_db()
            submit_answer(reply=reply, answer=answer, channel=AnswerChannel.SIGN_IN, actor=sender, now=on(day, 13), today=day)
        confirm_reply(reply=reply, actor=None if body == FARMS else who.get("kacho"), now=on(day, 15), today=day)


def answer_half_year(*, vision: Vision, fiscal_year: int, who: dict[str, Any], real_now: dt.datetime) -> None:
    """The running call: one body waits for its head, one has begun, one has not opened it. Its links are open in real time."""
    day, due = dt.date(fiscal_year, 10, 5), dt.date(fiscal_year, 10, 30)
    title = f"{format_fiscal_year(fiscal_year, 'era')}上半期の進捗状況について(架空)"
    call = _sent(vision, fiscal_year, title, day, due, who, real_now)
    for reply in call.replies.select_related("organization", "call"):
        codes = list(reply.entries.values_list("item__code", flat=True))
        answer = {code: EntryAnswer(progress="on_track", done=RUNNING) for code in codes}
        when = dt.date(fiscal_year, 10, 13)
        if reply.organization.code == INDUSTRY:
            submit_answer(reply=reply, answer=answer, channel=AnswerChannel.SIGN_IN, actor=who.get("jimukyoku"), now=on(when), today=when)
        elif reply.organization.code == FARMS:
            save_answer(reply=reply, answer=dict(list(answer.items())[:2]), actor=who.get("torimatome"), now=on(when))
