"""The letters of a data call, in two registers: 照会 to public bodies, 御報告について(依頼) to others."""

from __future__ import annotations

import datetime as dt

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.reporting.enums import LetterRegister
from musubi.blocks.reporting.models import Reply

# Letters go to Japanese bodies in the wording of Japanese offices, whatever the sender's language.


def letter(reply: Reply, address: str, *, today: dt.date, again: bool = False) -> tuple[str, str]:
    """Subject and text. `address` is where to answer; `again` makes it a reminder."""
    call = reply.call
    inquiry = reply.letter_register == LetterRegister.INQUIRY
    kind = "(照会)" if inquiry else "(依頼)"
    about = f"{format_fiscal_year(call.fiscal_year, 'era')}の進捗状況"
    subject = f"{'【再度のお願い】' if again else ''}{call.title}{kind}"
    items = [f"・{entry.item.code} {entry.item.display_name}" for entry in reply.entries.select_related("item")]
    due = format_date(call.due_on, weekday=True)
    opening = (
        f"このことについて、次の事業の{about}を回答してください。"
        if inquiry
        else f"日頃から市の産業振興に御協力をいただき、ありがとうございます。\n次の事業の{about}について、御報告をお願いいたします。"
    )
    if again:
        opening = ("まだ回答をいただいていません。" if inquiry else "まだ御報告をいただいていないため、改めてお知らせいたします。") + "\n" + opening
    how = (
        "回答は、次のページからできます。1つの事業について、入力は5つまでです。"
        if inquiry
        else "御報告は、次のページからできます。アカウントは要りません。入力は1つの事業について5つまでです。"
    )
    lines = [
        f"{reply.organization.name} {'' if inquiry else '御担当者'}様".replace(" 様", " 様").strip(),
        "",
        opening,
        "",
        *items,
        "",
        f"期限 {due}",
        *([f"いつ現在か {format_date(call.as_of)}"] if call.as_of else []),
        *(["", call.body] if call.body else []),
        "",
        how,
        address,
        "",
        "電話・ファクス・書面でもお受けします。該当がないときや前年と同じときは、ボタンを押すだけで済みます。",
        "",
        *_signature(),
    ]
    return subject, "\n".join(lines)


def _signature() -> list[str]:
    own = letterhead()
    return [line for line in (f"{own.municipality_name} {own.division_name}".strip(), f"電話 {own.phone}" if own.phone else "") if line]
