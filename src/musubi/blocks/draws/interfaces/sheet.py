"""抽選結果表: what is hung up and filed: the list's hash, the value, who typed it, and the outcome by ticket."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.draws.domain.engine import value_words, weight_words
from musubi.blocks.draws.domain.past_losses import origins_of
from musubi.blocks.draws.domain.results import option_names, option_results, outcome_words, weights_of
from musubi.blocks.draws.enums import DrawStatus, ValueStep
from musubi.blocks.draws.models import Draw, DrawOutcome
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.papers.domain.composed.model import Facts, Grid, Lines, Paper, Part

MOST_ROWS = 3000  # more lines are in the published file; a paper of a thousand pages serves nobody


def _moment(moment: dt.datetime) -> str:
    local = timezone.localtime(moment)
    return f"{format_date(local.date())} {local:%H:%M}"


def sheet_of(draw: Draw) -> Paper:
    """The sheet of a draw that was held; tickets only."""
    run = draw.run
    head = letterhead(draw.organization)
    names = option_names(draw)
    rows = list(DrawOutcome.objects.filter(draw=draw).order_by("position", "ticket")[:MOST_ROWS])
    parts: list[Part] = [
        Facts(_("抽選の条件"), _facts(draw)),
        Grid(
            _("希望先ごとの数"),
            [_("希望先"), _("数"), _("当選")],
            [6, 2, 2],
            [[f"{each.key} {each.name}", each.places, each.held] for each in option_results(draw)],
            _("希望先はありません"),
        ),
        *_weights(draw),
        Grid(
            _("結果(順番の順)"),
            [_("順番"), _("抽選番号"), _("結果")],
            [1, 3, 6],
            [["" if row.position is None else str(row.position), row.ticket, outcome_words(row, names)] for row in rows],
            _("申込はありません"),
        ),
    ]
    if run.entries > MOST_ROWS:
        words = {"rows": MOST_ROWS, "all": run.entries}
        parts.append(Lines("", [_("全%(all)d件のうち、はじめの%(rows)d件です。残りは公開しているファイルにあります。") % words]))
    events = [
        _("%(moment)s %(kind)s %(subject)s → 繰上げ: %(promoted)s")
        % {
            "moment": _moment(event.happened_at),
            "kind": event.get_kind_display(),
            "subject": event.subject,
            "promoted": "、".join(f"{row[0]}({names.get(row[1], row[1])})" for row in event.promotions) or _("なし"),
        }
        for event in draw.events.order_by("number")
    ]
    parts.append(Lines(_("抽選の後"), events, _("辞退・繰上げはありません。")))
    parts.append(Lines(_("確かめ方"), [_("公開しているファイルを、抽選の再現のページで開くと、だれでも同じ結果を確かめられます。")]))
    above = [_("取消し: %(reason)s") % {"reason": draw.cancel_reason}] if draw.status == DrawStatus.CANCELLED else []
    return Paper(
        title=_("抽選結果表 %(title)s") % {"title": draw.title},
        parts=parts,
        dated=timezone.localtime(run.drawn_at).date(),
        foot=f"{head.municipality_name} {head.division_name}".strip(),
        above=above,
    )


def _weights(draw: Draw) -> list[Part]:
    """How weights came about and how many entries bear which; sums alone, never who."""
    words = weight_words(draw)
    if not words:
        return []
    origins = [_("%(origin)s: %(count)d件") % {"origin": label, "count": count} for label, count in origins_of(draw)]
    lines = [words, _("落選回数のある申込の出どころ — %(origins)s") % {"origins": "、".join(origins) or _("なし")}]
    rows = [[_("%(weight)d口") % {"weight": weight}, count] for weight, count in weights_of(draw)]
    return [Lines(_("口数の決め方"), lines), Grid(_("口数ごとの申込"), [_("口数"), _("申込")], [3, 2], rows, _("申込はありません"))]


def _facts(draw: Draw) -> list[tuple[str, str]]:
    run = draw.run
    value, fallback = value_words(draw)
    typed = [row for row in draw.values.order_by("pk") if row.step != ValueStep.DIFFERED]
    people = "、".join(_("%(person)s(%(moment)s)") % {"person": row.entered_by, "moment": _moment(row.entered_at)} for row in typed[-2:])
    return [
        (_("名簿の確定"), _moment(draw.closed_at) if draw.closed_at else ""),
        (_("名簿のハッシュ値"), run.list_sha256),
        (_("予告した公表値"), value),
        (_("予備の公表値"), fallback),
        (_("使った値"), f"{run.value}{_('(予備)') if run.from_fallback else ''}"),
        (_("値を確かめた人"), people),
        (_("抽選日時"), _moment(run.drawn_at)),
        (_("抽選した人"), str(run.drawn_by or _("システム"))),
        (_("申込と当選"), _("申込%(entries)d件、当選%(won)d件") % {"entries": run.entries, "won": run.won}),
        (_("計算した仕組み"), run.engine_version),
        (_("結果のファイルのハッシュ値"), run.document.sha256),
    ]
