"""The workbook of a call: opinions and groups out, and in again with what would change at which cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.kernel.eras import DateTextError, format_date, parse_date
from musubi.blocks.kernel.messages import TextError
from musubi.blocks.kernel.workbooks.reading import Cell, SheetRows, WorkbookError, read_sheets, rows_under
from musubi.blocks.kernel.workbooks.scanning import Fault
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.council.domain.comments.importing import Intake, NewComment, NewGroup, OpinionChange
from musubi.council.domain.comments.receiving import LONGEST, Comment, Sender, check_typed
from musubi.council.domain.comments.sorting import GroupAnswer, counted_groups, standing_opinions
from musubi.council.domain.errors import CouncilError
from musubi.council.enums import AuthorClass, OpinionChannel, Publicity, Stance
from musubi.council.interfaces.comments.forms import PEOPLE, TYPED
from musubi.council.models import CommentCall, Opinion, OpinionGroup

OPINIONS, GROUPS = "意見", "まとまり"
HEADS = ("行ID", "版", "受付番号", "受け取った日", "届いた方法", "出した人の区分", "該当箇所", "意見", "公開区分", "公開する文", "まとまり")
PERSONAL = ("氏名", "住所", "メール", "電話")
GROUP_HEADS = ("行ID", "版", "番号", "意見の概要", "区分", "市の考え方", "件数")
WIDTHS = {"意見": 60, "公開する文": 40, "意見の概要": 50, "市の考え方": 60}


def write_workbook(call: CommentCall, *, with_senders: bool) -> bytes:
    """The call's opinions and groups; names and addresses only when asked for."""
    rows = standing_opinions(call).select_related("author") if with_senders else standing_opinions(call)
    opinions = [_opinion_row(each, with_senders=with_senders) for each in rows]
    groups = [
        [each.uid, each.version, each.number, each.summary, _label(Stance, each.stance), each.answer, each.size]  # type: ignore[attr-defined]
        for each in counted_groups(call)
    ]
    choices = {
        "届いた方法": tuple(str(label) for _value, label in OpinionChannel.choices),
        "出した人の区分": tuple(str(label) for _value, label in PEOPLE),
        "公開区分": tuple(str(label) for _value, label in Publicity.choices),
        "区分": tuple(str(label) for _value, label in Stance.choices),
    }
    heads = HEADS + (PERSONAL if with_senders else ())
    return workbook_bytes(
        [
            Sheet(OPINIONS, [_column(head, choices) for head in heads], opinions),
            Sheet(GROUPS, [_column(head, choices) for head in GROUP_HEADS], groups),
        ],
        title=call.title,
    )


def _column(head: str, choices: dict[str, tuple[str, ...]]) -> SheetColumn:
    return SheetColumn(head, WIDTHS.get(head, 14), head not in {"版", "番号", "件数"}, choices.get(head, ()))


def _opinion_row(opinion: Opinion, *, with_senders: bool) -> list[Any]:
    row = [
        opinion.uid,
        opinion.version,
        opinion.receipt,
        format_date(opinion.received_on),
        _label(OpinionChannel, opinion.channel),
        _label(AuthorClass, opinion.author_class),
        opinion.origin,
        opinion.text,
        _label(Publicity, opinion.publicity),
        opinion.public_text,
        " ".join(str(group.number) for group in opinion.groups.all()),
    ]
    author = getattr(opinion, "author", None) if with_senders else None
    return [*row, *((author.name, author.address, author.email, author.phone) if author is not None else ("",) * (4 * with_senders))]


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


@dataclass
class Read:
    """What the workbook would change, and what is wrong at which cell."""

    intake: Intake = field(default_factory=Intake)
    problems: list[tuple[str, str]] = field(default_factory=list)


def read_workbook(data: bytes, *, call: CommentCall) -> Read:
    """Read it against the call as it stands. Raises WorkbookError for the file as a whole."""
    sheets = read_sheets(data)
    if OPINIONS not in sheets and GROUPS not in sheets:
        raise WorkbookError("no_sheet", _("シート「意見」も「まとまり」もありません。この画面から書き出したブックを使ってください"))
    reader = _Reader(call)
    if GROUPS in sheets:
        reader.groups(rows_under(GROUPS, sheets[GROUPS], list(GROUP_HEADS[:6])))
    if OPINIONS in sheets:
        first = {str(value).strip() for value in (sheets[OPINIONS] or [[]])[0]}
        reader.opinions(rows_under(OPINIONS, sheets[OPINIONS], [*HEADS, *(head for head in PERSONAL if head in first)]))
    return reader.read


class _Reader:
    def __init__(self, call: CommentCall) -> None:
        self.call = call
        self.read = Read()
        self.known_groups = {group.uid: group for group in call.groups.all()}
        self.numbers = {group.number for group in self.known_groups.values()}
        self.known = {opinion.uid: opinion for opinion in standing_opinions(call)}
        self.seen: set[str] = set()

    def _fail(self, sheet: str, cell: Cell, message: str) -> None:
        self.read.problems.append((f"{sheet}!{cell.address}", message))

    def groups(self, rows: SheetRows) -> None:
        for _number, cells in rows.rows:
            values = {head: self._text(GROUPS, cells[head], 10_000 if head == "市の考え方" else 500) for head in GROUP_HEADS[:6]}
            stance = self._choice(GROUPS, cells["区分"], Stance.choices, empty=True)
            if None in values.values() or stance is None:
                continue
            uid, summary, answer = str(values["行ID"]), str(values["意見の概要"]), str(values["市の考え方"])
            if not summary:
                self._fail(GROUPS, cells["意見の概要"], _("意見の概要を書いてください"))
            elif stance and not answer:
                self._fail(GROUPS, cells["市の考え方"], _("区分には、市の考え方の文が要ります"))
            elif uid:
                self._group(cells, self.known_groups.get(uid), str(values["版"]), GroupAnswer(uid, 0, summary, stance, answer))
            elif not str(values["番号"]).isdecimal() or not 0 < int(str(values["番号"])) < 100_000:
                self._fail(GROUPS, cells["番号"], _("新しいまとまりには、まだ使っていない番号を付けてください"))
            elif int(str(values["番号"])) in self.numbers:
                self._fail(GROUPS, cells["番号"], _("この番号のまとまりは、もうあります"))
            else:
                self.numbers.add(int(str(values["番号"])))
                self.read.intake.new_groups.append(NewGroup(int(str(values["番号"])), summary, stance, answer))

    def _group(self, cells: Any, group: OpinionGroup | None, version: str, given: GroupAnswer) -> None:
        if group is None or given.uid in self.seen:
            self._fail(GROUPS, cells["行ID"], _("この行IDのまとまりがないか、2行にあります。新しい行なら空にしてください"))
            return
        self.seen.add(given.uid)
        if (given.summary, given.stance, given.answer) == (group.summary, group.stance, group.answer):
            return
        if version != str(group.version):
            self._fail(GROUPS, cells["版"], _("書き出した後に、画面で直されました。書き出し直してください"))
            return
        self.read.intake.answers.append(GroupAnswer(given.uid, group.version, given.summary, given.stance, given.answer))

    def opinions(self, rows: SheetRows) -> None:
        for _number, cells in rows.rows:
            groups = self._groups_of(cells["まとまり"])
            uid = self._text(OPINIONS, cells["行ID"], 64)
            if groups is None or uid is None:
                continue
            if uid:
                self._opinion(cells, self.known.get(uid), groups)
            else:
                self._new(cells, groups)

    def _opinion(self, cells: Any, opinion: Opinion | None, groups: tuple[int, ...]) -> None:
        if opinion is None or opinion.uid in self.seen:
            self._fail(OPINIONS, cells["行ID"], _("この行IDの意見がないか、2行にあります。新しい行なら空にしてください"))
            return
        self.seen.add(opinion.uid)
        publicity = self._choice(OPINIONS, cells["公開区分"], Publicity.choices)
        public_text = self._text(OPINIONS, cells["公開する文"], LONGEST)
        text = self._text(OPINIONS, cells["意見"], LONGEST)
        if publicity is None or public_text is None or text is None:
            return
        if text != opinion.text.strip():
            self._fail(OPINIONS, cells["意見"], _("意見の原文は直せません。外に出す文は「公開する文」に書いてください"))
            return
        standing = tuple(sorted(group.number for group in opinion.groups.all()))
        if (publicity, public_text, groups) == (opinion.publicity, opinion.public_text, standing):
            return
        if self._text(OPINIONS, cells["版"], 20) != str(opinion.version):
            self._fail(OPINIONS, cells["版"], _("書き出した後に、画面で直されました。書き出し直してください"))
            return
        self.read.intake.changes.append(OpinionChange(opinion.uid, opinion.version, publicity, public_text, groups))

    def _new(self, cells: Any, groups: tuple[int, ...]) -> None:
        channel = self._choice(OPINIONS, cells["届いた方法"], TYPED)
        author_class = self._choice(OPINIONS, cells["出した人の区分"], PEOPLE)
        text = self._text(OPINIONS, cells["意見"], LONGEST)
        part = self._text(OPINIONS, cells["該当箇所"], 100)
        day = self._day(cells["受け取った日"])
        personal = {head: self._text(OPINIONS, cells[head], 200) for head in PERSONAL if head in cells}
        if None in (channel, author_class, text, part, day, *personal.values()):
            return
        if not text:
            self._fail(OPINIONS, cells["意見"], _("意見が空です。入力してください"))
            return
        sender = Sender(
            name=str(personal.get("氏名", ""))[:80],
            address=str(personal.get("住所", "")),
            email=str(personal.get("メール", "")),
            phone=str(personal.get("電話", ""))[:30],
        )
        late = str(part) if day > self.call.ends_on else ""
        comment = Comment(str(text), str(author_class), str(channel), day, part="" if late else str(part), sender=sender, late_reason=late)
        try:
            check_typed(self.call, comment)
        except CouncilError as error:
            message = _("締切の後です。受け付けるときは「該当箇所」に理由を書いてください") if error.code == "late" else str(error)
            self._fail(OPINIONS, cells["受け取った日"], message)
            return
        self.read.intake.new_comments.append(NewComment(comment, groups))

    def _text(self, sheet: str, cell: Cell, longest: int) -> str | None:
        if isinstance(cell.value, Fault):
            self._fail(sheet, cell, _("エラーか、計算していない式が入っています。値に直してください"))
            return None
        text = "" if cell.is_empty else str(cell.value).strip()
        if len(text) > longest:
            self._fail(sheet, cell, _("%(limit)d字までにしてください") % {"limit": longest})
            return None
        return text

    def _choice(self, sheet: str, cell: Cell, choices: Iterable[tuple[str, Any]], *, empty: bool = False) -> str | None:
        text = self._text(sheet, cell, 100)
        if text is None or (empty and not text):
            return text
        known = {str(label): value for value, label in choices}
        if text not in known:
            self._fail(sheet, cell, _("「%(words)s」のどれかにしてください") % {"words": "」「".join(known)})
            return None
        return str(known[text])

    def _groups_of(self, cell: Cell) -> tuple[int, ...] | None:
        text = self._text(OPINIONS, cell, 200)
        if text is None:
            return None
        words = text.replace("、", " ").replace(",", " ").split()
        unknown = [word for word in words if not word.isdecimal() or int(word) not in self.numbers]
        if unknown:
            self._fail(
                OPINIONS, cell, _("ないまとまりの番号です: %(words)s。先にシート「まとまり」に行を加えてください") % {"words": "、".join(unknown)}
            )
            return None
        return tuple(sorted({int(word) for word in words}))

    def _day(self, cell: Cell) -> Any:
        if hasattr(cell.value, "isoformat"):
            return cell.value
        text = self._text(OPINIONS, cell, 40)
        if text is None:
            return None
        try:
            return parse_date(text)
        except (TextError, DateTextError):
            self._fail(OPINIONS, cell, _("受け取った日を入れてください(例: R2.10.14)"))
            return None
