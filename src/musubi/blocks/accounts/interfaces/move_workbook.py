"""The workbook of a mass move: one row a post, out and in again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.accounts.domain.mass_move import Move, Renaming
from musubi.blocks.accounts.enums import MembershipKind, Role
from musubi.blocks.accounts.interfaces.name_sheet import names_sheet, read_names
from musubi.blocks.accounts.models import Membership, Organization, User
from musubi.blocks.kernel.workbooks.reading import Cell, WorkbookError, read_sheets, rows_under, same_heading
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes

SHEET = "所属一覧"
HEADINGS = ["行ID", "メール", "氏名", "氏名(かな)", "組織コード", "組織名(参考)", "役割", "種類", "職名"]


def _labels(choices: Any) -> dict[str, str]:
    with override("ja"):
        return {str(label): value for value, label in choices}


def write_moves(posts: Iterable[Membership]) -> bytes:
    """The posts and the units' names as a workbook to edit."""
    return workbook_bytes([_posts_sheet(posts), names_sheet()], title="一括異動")


def write_posts(posts: Iterable[Membership]) -> bytes:
    """The posts as a workbook."""
    return workbook_bytes([_posts_sheet(posts)], title="所属一覧")


def _posts_sheet(posts: Iterable[Membership]) -> Sheet:
    roles, kinds = tuple(_labels(Role.choices)), tuple(_labels(MembershipKind.choices))
    columns = [SheetColumn(heading, 22, choices=roles if heading == "役割" else kinds if heading == "種類" else ()) for heading in HEADINGS]
    with override("ja"):
        rows = [
            [
                post.uid,
                post.user.email,
                post.user.name,
                post.user.name_kana,
                post.organization.code,
                post.organization.name,
                str(post.get_role_display()),
                str(post.get_kind_display()),
                post.title,
            ]
            for post in posts
        ]
    return Sheet(SHEET, columns, rows)


class MoveReader:
    """Reads a workbook into moves; problems are told at their cell, the other rows stay usable."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        posts = Membership.objects.active_on(day - dt.timedelta(days=1)).select_related("user", "organization")
        self.posts = {post.uid: post for post in posts}
        self.bodies = {body.code: body for body in Organization.objects.all()}
        self.known = {user.email.lower(): user for user in User.objects.all()}
        self.roles, self.kinds = _labels(Role.choices), _labels(MembershipKind.choices)
        self.moves: list[Move] = []
        self.renamings: list[Renaming] = []
        self.problems: list[tuple[str, str]] = []
        self.seen: set[str] = set()
        self.newcomers: dict[str, str] = {}
        self.begun: set[tuple[str, int, str]] = set()

    def read(self, data: bytes) -> None:
        """Fill `moves`, `renamings` and `problems`; raises WorkbookError for the file as a whole."""
        raw = read_sheets(data)
        if SHEET not in raw:
            raise WorkbookError("no_sheet", _("シート「所属一覧」が見つかりません。この画面から書き出したブックを使ってください"))
        for _number, cells in rows_under(SHEET, raw[SHEET], HEADINGS).rows:
            self._row(cells)
        for uid, post in self.posts.items():
            if uid not in self.seen:
                self._add(person=str(post.user), ends=post)
        self.renamings, problems = read_names(raw, day=self.day)
        self.problems += problems

    def _add(self, *, place: str = "", **fields: Any) -> None:
        ends = fields["ends"]
        self.moves.append(Move(key=ends.uid if ends else place, place=place, **fields))

    def _text(self, cell: Cell) -> str:
        return "" if cell.is_empty else str(cell.value).strip()

    def _row(self, cells: Any) -> None:
        uid = self._text(cells["行ID"])
        post = self.posts.get(uid)
        if uid and (post is None or uid in self.seen):
            message = _("この行IDの所属はありません。新しい行なら空にしてください")
            if post is not None:
                message = _("行IDが2行にあります。写した行なら空にしてください")
            self.problems.append((f"{SHEET}!{cells['行ID'].address}", message))
            return
        self.seen.add(uid)
        wanted = self._wanted(cells)
        if wanted is None:
            return
        body, role, kind = wanted
        title = self._text(cells["職名"])
        if post is not None:
            if self._is_someone_else(cells, post):
                return
            if (post.organization_id, post.role, post.kind, post.title) != (body.pk, role, kind, title):
                self._add(person=str(post.user), ends=post, organization=body, role=role, kind=kind, title=title, place=cells["行ID"].address)
            return
        self._newcomer(cells, body, role, kind, title)

    def _is_someone_else(self, cells: Any, post: Membership) -> bool:
        """Whether another person was typed over the row of a post; told at the cell, never passed over in silence."""
        for heading, known in (("メール", post.user.email), ("氏名", post.user.name)):
            typed = self._text(cells[heading])
            if typed and same_heading(typed).lower() != same_heading(known).lower():
                message = _("この行IDは%(person)sの所属です。ほかの人の所属なら行IDを空にし、氏名やメールを直すなら利用者の画面で直してください")
                self._problem(cells[heading], message % {"person": post.user})
                return True
        return False

    def _wanted(self, cells: Any) -> tuple[Organization, str, str] | None:
        body = self.bodies.get(self._text(cells["組織コード"]))
        role = self.roles.get(self._text(cells["役割"]))
        kind = self.kinds.get(self._text(cells["種類"]) or next(iter(self.kinds)))
        if body is None:
            self._problem(cells["組織コード"], _("この組織コードはありません。組織の画面で加えるか、コードを直してください"))
        elif body.ends_before is not None and body.ends_before <= self.day:
            message = _("この組織は異動日までに廃止されます。ほかの組織コードにしてください")
            self._problem(cells["組織コード"], message)
            body = None
        if role is None:
            self._problem(cells["役割"], _("次のどれかを入力してください: %(choices)s") % {"choices": "、".join(self.roles)})
        if kind is None:
            self._problem(cells["種類"], _("次のどれかを入力してください: %(choices)s") % {"choices": "、".join(self.kinds)})
        return (body, role, kind) if body and role and kind else None

    def _newcomer(self, cells: Any, body: Organization, role: str, kind: str, title: str) -> None:
        email = self._text(cells["メール"]).lower()
        try:
            validate_email(email)
        except ValidationError:
            self._problem(cells["メール"], _("メールアドレスを「name@example.jp」の形で入力してください"))
            return
        user = self.known.get(email)
        name = self._text(cells["氏名"])
        if user is None and not name:
            self._problem(cells["氏名"], _("新しい人の氏名を入力してください"))
            return
        if user is None and self.newcomers.setdefault(email, name) != name:
            self._problem(cells["メール"], _("同じメールアドレスの人が、違う氏名で2行にあります"))
            return
        if (email, body.pk, role) in self.begun:
            self._problem(cells["メール"], _("同じ人の同じ組織・役割の行が2つあります。1つにしてください"))
            return
        self.begun.add((email, body.pk, role))
        self._add(
            person=str(user or name),
            ends=None,
            email=email,
            name="" if user else name,
            name_kana=self._text(cells["氏名(かな)"]),
            organization=body,
            role=role,
            kind=kind,
            title=title,
            place=cells["メール"].address,
        )

    def _problem(self, cell: Cell, message: str) -> None:
        self.problems.append((f"{SHEET}!{cell.address}", message))
