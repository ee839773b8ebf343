"""What stands once in a brochure: title and date, publisher and contact, the council, the plan's period."""

from __future__ import annotations

import re

from musubi.blocks.kernel.dates import find_fiscal_years
from musubi.blocks.kernel.messages import gettext_noop
from musubi.blocks.vision.domain.brochure.draft import CouncilDraft, Doubt, PeriodDraft, PublisherDraft
from musubi.blocks.vision.domain.brochure.lines import Line, flat, split_provisional

PLAN_WORDS = ("ビジョン", "振興計画", "基本計画", "推進計画", "プラン", "戦略", "構想", "計画")
_DATE = r"(?:(?:平成|令和|昭和)\s*(?:\d{1,2}|元)\s*年|(?:19|20)\d\d\s*年)(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?"
_TITLE = re.compile(
    r"^(?P<title>[^。、::「」]{2,40}?(?:ビジョン|振興計画|基本計画|推進計画|プラン|戦略|計画))"
    r"\s*[\[(【〔<]?\s*(?P<edition>概要版|概要|ダイジェスト版|ダイジェスト|要約版|本編)?\s*[\])】〕>]?"
    rf"\s*[(]?(?P<date>{_DATE})?\s*(?:策定|発行|改定|改訂)?[)]?$"
)
_PUBLISHER = re.compile(r"^(?:編集\s*[・/]\s*)?(?:発行|編集|作成|お?問い?合わせ先?|お?問合せ先?)(?:者|元|所)?\s*[::/]?\s*(?P<name>.{2,60})$")
_LABEL_ONLY = re.compile(r"^(?:編集\s*[・/]\s*)?(?:発行|編集)(?:者|元|所)?\s*[::]?$")
_POSTCODE = re.compile(r"〒?\s*(\d{3})\s*-\s*(\d{4})(?!\d|-)\s*(.*)$")
_TEL = re.compile(r"(?:TEL|Tel|tel|電話(?:番号)?|☎|℡)\s*[.::]?\s*\(?(0\d{1,4}\)?\s*[-(]?\s*\d{1,4}\s*[-)]\s*\d{3,4})")
_FAX = re.compile(r"(?:FAX|Fax|fax|ファクス|ファックス|ファクシミリ)\s*[.::]?\s*\(?(0\d{1,4}\)?\s*[-(]?\s*\d{1,4}\s*[-)]\s*\d{3,4})")
_COUNCIL_KIND = "推進会議|推進協議会|推進委員会|推進本部|審議会|策定委員会|懇話会"
_COUNCIL_QUOTED = re.compile(rf"[「『]\s*([^「」『』。]{{0,60}}(?:{_COUNCIL_KIND}))\s*[」』]")
_COUNCIL_PLAIN = re.compile(rf"((?:\(仮称\)\s*)?[^\s「」『』、。()::]{{2,40}}?(?:{_COUNCIL_KIND}))")
_LABEL = re.compile(r"計画期間\s*\(([^()0-9]{1,8})\)|(前期|中期|後期|第[0-9一二三四五]期)")
_NEAR = 12  # lines: the contact stands together with the publisher


def read_title(lines: list[Line]) -> tuple[str, str, str, int]:
    """Return title, edition (概要版 …), date as printed and line; the line with most of these wins, empty when none."""
    best: tuple[int, tuple[str, str, str, int]] = (0, ("", "", "", 0))
    for line in lines:
        text = flat(line.text)
        match = _TITLE.match(text) if 4 <= len(text) <= 80 else None
        if not match or not any(word in match["title"] for word in PLAN_WORDS):
            continue
        score = 1 + 2 * bool(match["edition"]) + 2 * bool(match["date"]) + bool(re.search("[市区町村県]", match["title"]))
        if score > best[0]:
            published = re.sub(r"\s", "", match["date"] or "")
            best = (score, (match["title"].strip(), match["edition"] or "", published, line.number))
    return best[1]


def read_publisher(lines: list[Line], title: str) -> PublisherDraft | None:
    """Return the publishing office with address and numbers, or None when no 発行 line and no office is printed."""
    for index, line in enumerate(lines):
        text = flat(line.text)
        match = _PUBLISHER.match(text)
        name = match["name"].strip() if match else ""
        if _LABEL_ONLY.match(text):
            name = next((flat(n.text) for n in lines[index + 1 : index + 3] if n.text.strip()), "")
        if not name or "。" in name or not re.search("[市区町村都道府県課部局室会]", name):
            continue
        near = lines[index : index + _NEAR]
        postcode, address = _address(near)
        municipality, department, division = _parts_of_office(name, address, title)
        return PublisherDraft(
            name=name,
            municipality=municipality,
            department=department,
            division=division,
            postcode=postcode,
            address=address,
            tel=_number(_TEL, near),
            fax=_number(_FAX, near),
            line=line.number,
        )
    return None


def _address(near: list[Line]) -> tuple[str, str]:
    for index, line in enumerate(near):
        match = _POSTCODE.search(flat(line.text))
        if match and "TEL" not in line.text[: match.start()].upper():
            rest = re.split(r"(?:TEL|電話|FAX|☎|℡)", match[3], maxsplit=1, flags=re.IGNORECASE)[0].strip()
            if not rest and index + 1 < len(near):
                rest = flat(near[index + 1].text)
            return f"{match[1]}-{match[2]}", rest[:100]
    return "", ""


def _number(pattern: re.Pattern[str], near: list[Line]) -> str:
    for line in near:
        match = pattern.search(line.text)
        if match:
            return re.sub(r"-+", "-", re.sub(r"[()\s]+", "-", match[1])).strip("-")
    return ""


def _parts_of_office(name: str, address: str, title: str) -> tuple[str, str, str]:
    """Part 所沢市産業経済部産業振興課 into its municipality, department and division, as far as the name shows them."""
    bare = re.sub(r"^.{2,3}?[都道府県](?=.+[市区町村])", "", name)
    ends = [m.end() for m in re.finditer("[市区町村]", bare)]
    seen = [end for end in ends if end > 1 and (bare[:end] in address or bare[:end] in title)]
    end = max(seen, default=0) or next((e for e in ends if e > 1), 0)
    rest = bare[end:].strip()
    match = re.match(r"^(?P<department>.*?(?:部|局|本部))?\s*(?P<division>[^\s]*?(?:課|室|係|センター|担当))?", rest)
    department = (match["department"] or "").strip() if match else ""
    division = (match["division"] or "").strip() if match else ""
    return bare[:end], department, division


def read_council(lines: list[Line]) -> CouncilDraft | None:
    """Return the council that steers the vision; a name in 「」 goes before one in running text."""
    for pattern in (_COUNCIL_QUOTED, _COUNCIL_PLAIN):
        for line in lines:
            match = pattern.search(flat(line.text))
            if match:
                name, provisional = split_provisional(match[1])
                if len(name) >= 4:
                    return CouncilDraft(name, provisional, line.number)
    return None


def read_period_text(lines: list[Line]) -> PeriodDraft | None:
    """Return the period written in running text (計画期間は令和5年度から令和9年度まで), where no table tells it."""
    for line in lines:
        if "期間" not in line.text and "年度" not in line.text:
            continue
        years = find_fiscal_years(line.text)
        if years and years[0] < years[1]:
            match = _LABEL.search(flat(line.text))
            return PeriodDraft((match[1] or match[2]) if match else "", *years, line.number)
    return None


def doubts_of_colophon(publisher: PublisherDraft | None, title: tuple[str, str, str, int]) -> list[Doubt]:
    """Return what about title and publisher a person should complete."""
    doubts: list[Doubt] = []
    if not title[0]:
        doubts.append(Doubt("plan", "title", 1, "", "", gettext_noop("計画の名前が見つかりません。入力してください。")))
    elif not title[2]:
        doubts.append(Doubt("plan", "published", title[3], title[0], "", gettext_noop("発行の年月が見つかりません。入力してください。")))
    if publisher is None:
        doubts.append(Doubt("plan", "publisher", 1, "", "", gettext_noop("発行した課が見つかりません。入力してください。")))
    elif not (publisher.division and publisher.municipality):
        doubts.append(
            Doubt("plan", "publisher", publisher.line, publisher.name, publisher.name,
                  gettext_noop("市の名前と課の名前を分けられません。確かめてください。"))
        )  # fmt: skip
    return doubts
