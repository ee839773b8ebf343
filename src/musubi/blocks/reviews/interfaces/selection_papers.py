"""Papers of a selection: the run on one printable page, the panel's sheet, and the same as a paper of the 審査会's meeting."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.applications.enums import BlindMode
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.meetings.domain.papers.sources import PANELS, Content, PaperSource, Wanted, register_source
from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.papers.domain.composed.model import Facts, Grid, Lines, Paper, Part
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.domain.selection.lists import sums_of
from musubi.blocks.reviews.domain.selection.plain import read_rules
from musubi.blocks.reviews.enums import InterestAnswer
from musubi.blocks.reviews.interfaces.score_words import ScoreWords, score_words
from musubi.blocks.reviews.interfaces.selection_page import ListRow, RunRow, list_rows, run_rows
from musubi.blocks.reviews.interfaces.selection_words import points, prices_of, proof_in_words, rules_in_words
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Panel, SelectionList, SelectionRun


def is_blind(panel: Panel) -> bool:
    """Whether papers tell no applicants' names."""
    return terms_of(panel).blind == BlindMode.DOUBLE


def run_paper(run: SelectionRun) -> Paper:
    """計算の説明: rules, proof, ranking beside the calculation, prices and shaken scores, on one page where they fit."""
    blind, rules = is_blind(run.panel), read_rules(run.rules)
    head, used = letterhead(run.panel.call.organization), score_words(terms_of(run.panel))
    told = _("この資料は、審査会が決めるための参考です。採択・補欠・不採択を決めるのは審査会と市であり、計算ではありません。")
    parts: list[Part] = [
        Lines("", [told, *used.lines]),
        Facts(_("計算の決まり"), rules_in_words(rules)),
        Lines(_("計算の結果"), proof_in_words(run)),
        Grid(
            _("評点の順位と計算の比較"),
            *_run_columns(used, blind=blind),
            [_run_cells(row, used, blind=blind) for row in run_rows(run)],
            _("該当なし"),
        ),
    ]
    prices = [
        [price.label, _("0点(なくても合計は変わらない)") if price.free else _("%(points)s点") % {"points": price.points}] for price in prices_of(run)
    ]
    if prices:
        parts.append(Grid(_("決まりの重さ(その決まりがなければ増える評点の合計)"), [_("決まり"), _("増える点")], [7, 5], prices, ""))
    parts.append(Lines(_("やり直すための記録"), [_record(run)]))
    return Paper(
        title=_("選定の計算 第%(number)d回") % {"number": run.number},
        parts=parts,
        dated=timezone.localdate(run.made_at),
        foot=f"{head.municipality_name} {head.division_name}".strip(),
        above=[str(run.panel.call), str(run.panel)],
        landscape=True,
    )


def _record(run: SelectionRun) -> str:
    """What it takes to replay the run, in one line."""
    day = format_date(timezone.localdate(run.made_at))
    words = {
        "day": day,
        "who": run.made_by,
        "sha": run.inputs_sha256,
        "seed": run.seed,
        "version": run.model_version,
    }
    return _("計算 %(day)s %(who)s 入力のSHA-256 %(sha)s 乱数の種%(seed)d 計算方法の版%(version)d") % words


def _run_columns(used: ScoreWords, *, blind: bool) -> tuple[list[str], list[int]]:
    heads = [
        _("順位"),
        _("受付番号"),
        _("申請者"),
        used.label,
        _("申請額(円)"),
        _("順位で採ると(円)"),
        _("計算で採ると(円)"),
        _("補欠"),
        _("理由"),
        _("評点のぶれ"),
    ]
    widths = [3, 8, 12, 4, 7, 7, 7, 3, 18, 7]
    if used.calibrated:
        heads[4:4], widths[4:4] = [_("そのままの平均"), _("そのままの順位")], [4, 3]
    if blind:
        del heads[2], widths[2]
    return heads, widths


def _run_cells(row: RunRow, used: ScoreWords, *, blind: bool) -> list[str | int | None]:
    cells: list[str | int | None] = [
        str(row.place), row.number, str(row.application.party) if row.application else "", row.score, row.asked, row.ranking, row.chosen,
        str(row.reserve or ""), row.reason, row.shaken.word if row.shaken else "",
    ]  # fmt: skip
    if used.calibrated:
        cells[4:4] = [row.raw, str(row.raw_place)]
    if blind:
        del cells[2]
    return cells


def list_paper(made: SelectionList) -> Paper:
    """選定案 as one sheet with recommendation, budget and scores."""
    head = letterhead(made.panel.call.organization)
    return Paper(
        title=_("選定案 %(call)s") % {"call": made.panel.call},
        parts=list_parts(made, hidden=frozenset()),
        dated=timezone.localdate(made.fixed_at or made.updated_at),
        foot=f"{head.municipality_name} {head.division_name}".strip(),
        above=[str(made.panel), str(made.get_status_display())],
        landscape=True,
    )


def list_parts(made: SelectionList, *, hidden: Collection[int]) -> list[Part]:
    """The list's parts; of entries in `hidden` nothing but the number is told.

    They stand at the end in the order of numbers and are in no sum, and no place is told: what is left out of an order or a sum
    could be worked out.
    """
    rows, blind, used = list_rows(made), is_blind(made.panel), score_words(terms_of(made.panel))
    rows.sort(key=lambda each: (each.row.entry_id in hidden, each.row.entry.number if each.row.entry_id in hidden else 0))
    cells = [_cells(row, hidden, used, blind=blind) for row in rows]
    return [
        _facts(made, rows, hidden),
        *([Lines(_("順位と選定に使う点"), used.lines)] if used.calibrated else []),
        Grid(_("選定案"), *_columns(used, blind=blind), cells, _("該当なし")),
    ]


def _facts(made: SelectionList, rows: Sequence[ListRow], hidden: Collection[int]) -> Facts:
    sums = sums_of([each.row for each in rows if each.row.entry_id not in hidden], made.budget)
    basis = str(made.get_basis_display())
    if made.run is not None:
        basis = _("%(basis)s 第%(number)d回") % {"basis": basis, "number": made.run.number}
    if made.run is not None and not hidden:
        basis = _("%(basis)s(評点の合計%(value)s点)") % {"basis": basis, "value": points(made.run.result["value"])}
    spent = _("%(yen)s(残り%(left)s)") % {"yen": format_yen(sums.yen), "left": format_yen(sums.left)}
    words = {"selected": sums.selected, "reserve": sums.reserve, "others": sums.not_selected}
    return Facts(
        "",
        [
            (_("採択に使える額"), format_yen(made.budget)),
            (_("採択の額の合計"), spent if not hidden else _("%(yen)s(別紙の申請を除く)") % {"yen": format_yen(sums.yen)}),
            (_("件数"), _("採択%(selected)d件・補欠%(reserve)d件・不採択%(others)d件") % words),
            (_("選定案の出発点"), basis),
            (_("決めた会議"), str(made.meeting) if made.meeting is not None else "—"),
        ],
    )


def _columns(used: ScoreWords, *, blind: bool) -> tuple[list[str], list[int]]:
    heads = [
        _("順位"),
        _("整理番号"),
        _("受付番号"),
        _("申請者"),
        _("事業名"),
        used.label,
        _("申請額(円)"),
        _("結果"),
        _("採択の額(円)"),
        _("案と違う決定の理由"),
    ]
    widths = [3, 3, 8, 12, 16, 4, 7, 6, 7, 16]
    if used.calibrated:
        heads.insert(6, _("そのままの平均"))
        widths.insert(6, 4)
    if blind:
        del heads[3], widths[3]
    return heads, widths


def _cells(each: ListRow, hidden: Collection[int], used: ScoreWords, *, blind: bool) -> list[str | int | None]:
    row, application = each.row, each.row.entry.application
    if row.entry_id in hidden:
        cells: list[str | int | None] = ["", str(row.entry.number), "", "", _("(除斥・回避の委員がいるため、別紙)"), "", None, "", None, ""]
    else:
        outcome = f"{row.get_outcome_display()} {each.reserve or ''}".strip()
        cells = [
            "" if hidden else str(row.place), str(row.entry.number), application.number, str(application.party), application.title, each.score,
            application.requested, outcome, row.amount, row.reason,
        ]  # fmt: skip
    if used.calibrated:
        cells.insert(6, "" if row.entry_id in hidden else each.raw)
    if blind:
        del cells[3]
    return cells


def kept_from_someone(panel: Panel) -> frozenset[int]:
    """Entries from which a reviewer of the panel is kept: papers that all members receive tell nothing of them."""
    standing = Exclusion.objects.filter(entry__panel=panel, lifted_at__isnull=True)
    waiting = InterestDeclaration.objects.filter(entry__panel=panel, answer=InterestAnswer.INTEREST, ruling="")
    return frozenset([*standing.values_list("entry", flat=True), *waiting.values_list("entry", flat=True)])


def _for_meeting(wanted: Wanted) -> Content:
    """The lists of the body's panels; the public reads none of it."""
    if wanted.for_public:
        return Content([Lines("", [_("選定案は公開していません。")])])
    lists = SelectionList.objects.filter(panel__body=wanted.meeting.body, discarded_at__isnull=True, panel__call__fiscal_year=wanted.fiscal_year)
    parts: list[Part] = []
    about: set[str] = set()
    for made in lists.select_related("panel__call", "panel__terms", "run", "meeting").order_by("panel__call__name", "panel__round", "pk"):
        hidden = kept_from_someone(made.panel)
        parts.append(Lines(f"{made.panel.call} {made.panel}", [_("除斥・回避の委員がいる申請は、別紙にあります。")] if hidden else []))
        parts += list_parts(made, hidden=hidden)
        about |= set(made.rows.exclude(entry__in=hidden).values_list("entry__application__uid", flat=True))
    return Content(parts or [Lines("", [], _("選定案はまだありません。"))], landscape=True, about=about)


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(
        PaperSource("selection", _l("選定案"), PaperKind.NUMBERED, _for_meeting, 320, usual=PANELS, year=lambda meeting: meeting.fiscal_year)
    )
