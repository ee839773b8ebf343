"""What the path of a difference is called by people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from musubi.blocks.reporting.enums import RatingTier


def path_label(path: str) -> str:
    """A-P1 実施内容; A-P1 指標 K1 実績値 …"""
    code, *rest = path.split("/")
    return " ".join([code, *_part(rest)])


def _part(rest: list[str]) -> list[str]:
    names = {
        "name": _("名称"),
        "owner": _("所管課"),
        "partners": _("関係課・連携機関"),
        "progress": _("進捗"),
        "done": _("実施内容"),
        "problems": _("課題と対応"),
        "direction": _("今後の方向性"),
        "previous_progress": _("前年度の進捗"),
        "actual": _("実績値"),
        "target": _("目標値"),
        "baseline": _("基準値"),
        "rate": _("達成率"),
        "state": _("値の状態"),
        "mark": _("評価"),
        "reason": _("理由"),
        "count": _("件数"),
        "initial": _("当初予算額"),
        "current": _("予算現額"),
        "committed": _("支出負担行為済額"),
        "spent": _("支出済額"),
        "remaining": _("残額"),
        "execution_rate": _("執行率"),
    }
    groups = {"indicators": _("指標"), "ratings": _("評価"), "activities": _("活動記録"), "money": _("予算")}
    if rest and rest[0] in groups:
        inner = [str(RatingTier(part).label) if part in RatingTier.values else names.get(part, part) for part in rest[1:]]
        return [groups[rest[0]], *inner]
    return [names.get(part, part) for part in rest]
