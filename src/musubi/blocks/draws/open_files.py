"""The draws as open data: rules, hashes and figures of every draw whose list was fixed; no ticket, no name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from musubi.blocks.draws.domain.engine import value_words, weight_words
from musubi.blocks.draws.models import Draw
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.opendata.domain.open_files import OpenFile, register_open_file

COLUMNS = {
    "id": "ID",
    "title": "件名",
    "title_en": "件名(英語)",
    "item": "計画の番号",
    "organization": "担当課",
    "status": "状態",
    "households": "世帯の扱い",
    "promotion": "繰上げの対象",
    "weights": "口数の決め方",
    "value": "予告した公表値",
    "fallback": "予備の公表値",
    "closed_at": "名簿を確定した日時",
    "list_sha256": "名簿のハッシュ値(SHA-256)",
    "entries": "申込数",
    "value_used": "使った値",
    "from_fallback": "予備の公表値を使った",
    "drawn_at": "抽選日時",
    "won": "抽選での当選数",
    "result_sha256": "結果のファイルのハッシュ値(SHA-256)",
    "cancelled_at": "取り消した日時",
    "cancel_reason": "取り消した理由",
    "redraws": "やり直す前の抽選のID",
    "fictional": "架空",
    "page": "ページ",
    "list_file": "名簿のファイル",
    "result_file": "結果のファイル",
}


def register_files() -> None:
    """Called once when apps are ready."""
    summary = _("名簿を確定した抽選の決まり、ハッシュ値、結果の数です。抽選番号ごとの結果は、1件ごとの結果のファイルにあります。")
    register_open_file(OpenFile("draws", _("抽選の一覧"), summary, COLUMNS, _rows, "draws:public-list", order=40))


def _moment(moment: Any) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment is not None else None


def _rows() -> Iterator[dict[str, Any]]:
    rows = (
        visible_to(AnonymousUser(), Draw).select_related("item", "organization", "run", "document", "previous").prefetch_related("counted__earlier")
    )
    rows = rows.defer("document__content").annotate(entry_count=Count("entries", filter=Q(entries__withdrawn_at=None)))
    for draw in rows.order_by("closed_at", "pk"):
        yield {**_told(draw), **_held(draw), **_files(draw)}


def _told(draw: Any) -> dict[str, Any]:
    value, fallback = value_words(draw)
    return {
        "id": draw.uid,
        "title": draw.title,
        "title_en": draw.title_en,
        "item": draw.item.code,
        "organization": draw.organization.name,
        "status": draw.get_status_display(),
        "households": draw.get_households_display(),
        "promotion": draw.get_promotion_display(),
        "weights": weight_words(draw),
        "value": value,
        "fallback": fallback,
        "closed_at": _moment(draw.closed_at),
        "list_sha256": draw.list_sha256,
        "entries": draw.entry_count,
        "cancelled_at": _moment(draw.cancelled_at),
        "cancel_reason": draw.cancel_reason,
        "redraws": draw.previous.uid if draw.previous else None,
        "fictional": draw.is_fictional,
    }


def _held(draw: Draw) -> dict[str, Any]:
    run = getattr(draw, "run", None)
    if run is None:
        return {}
    return {
        "value_used": run.value,
        "from_fallback": run.from_fallback,
        "drawn_at": _moment(run.drawn_at),
        "won": run.won,
        "result_sha256": draw.document.sha256 if draw.document else None,
    }


def _files(draw: Draw) -> dict[str, Any]:
    found = {"page": _address("draws:public", draw), "list_file": _address("draws:public-file-list", draw)}
    return {**found, "result_file": _address("draws:public-file", draw)} if draw.document_id else found


def _address(name: str, draw: Draw) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[draw.uid])}"
