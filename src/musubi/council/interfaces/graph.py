"""The trace as a drawing: one column for each kind of record, in the direction of the loop."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from musubi.council.domain.trace import KINDS, Node, Trace

WIDTH, HEIGHT, GAP_X, GAP_Y, TOP = 132, 78, 24, 14, 30
LINE, LINES = 8, 3  # full-width characters in a line of a box, lines in a box
MOST = 12  # boxes in a column; what is beyond is told as a number and stands in the table


@dataclass(frozen=True)
class Box:
    """A record at its place; `lines` are its text with the height of each."""

    node: Node
    x: int
    y: int
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Drawing:
    """Boxes, lines between them as SVG path data, headings by x; width and height in user units."""

    boxes: tuple[Box, ...]
    paths: tuple[str, ...]
    headings: tuple[tuple[int, str], ...]
    more: tuple[tuple[int, int, str], ...]
    width: int
    height: int


def kind_label(kind: str) -> str:
    """The heading of a column."""
    return {
        "opinion": _("意見"),
        "issue": _("課題"),
        "resolution": _("会議のまとめ"),
        "decision": _("市の決定"),
        "action": _("対応事項"),
        "plan": _("計画・事業"),
    }[kind]


def draw(trace: Trace) -> Drawing:
    """Place every record; a column without any is left out."""
    shown = [kind for kind in KINDS if trace.of(kind)]
    boxes: dict[str, Box] = {}
    more = []
    for column, kind in enumerate(shown):
        nodes = trace.of(kind)
        for row, node in enumerate(nodes[:MOST]):
            boxes[node.key] = Box(node, column * (WIDTH + GAP_X), TOP + row * (HEIGHT + GAP_Y), _lines(node.title, TOP + row * (HEIGHT + GAP_Y)))
        if len(nodes) > MOST:
            words = _("ほか%(count)d件は表にあります") % {"count": len(nodes) - MOST}
            more.append((column * (WIDTH + GAP_X), TOP + MOST * (HEIGHT + GAP_Y) + GAP_Y, words))
    paths = tuple(_path(boxes[edge.source], boxes[edge.target]) for edge in trace.edges if edge.source in boxes and edge.target in boxes)
    deepest = max((min(len(trace.of(kind)), MOST) + (len(trace.of(kind)) > MOST) for kind in shown), default=0)
    headings = tuple((column * (WIDTH + GAP_X), kind_label(kind)) for column, kind in enumerate(shown))
    width = max(1, len(shown)) * (WIDTH + GAP_X) - GAP_X + 24
    return Drawing(tuple(boxes.values()), paths, headings, tuple(more), width, TOP + deepest * (HEIGHT + GAP_Y) + 4)


def _lines(title: str, top: int) -> tuple[tuple[int, str], ...]:
    plain = title.replace("\n", " ")
    shown = plain if len(plain) <= LINE * LINES else plain[: LINE * LINES - 1] + "…"
    return tuple((top + 35 + 17 * number, shown[start : start + LINE]) for number, start in enumerate(range(0, len(shown), LINE)))


def _path(source: Box, target: Box) -> str:
    if source.x == target.x:  # a merge or split within the column bows out to the right
        x, y, end = source.x + WIDTH, source.y + HEIGHT // 2, target.y + HEIGHT // 2
        return f"M{x} {y} C{x + 22} {y} {x + 22} {end} {x + 3} {end}"
    if target.x - source.x > WIDTH + GAP_X:  # over a column in between: along the gap below its row, not behind its boxes
        x, y, end_x, end_y = source.x + WIDTH, source.y + HEIGHT - 16, target.x, target.y + HEIGHT - 16
        lane, turn = source.y + HEIGHT + GAP_Y // 2, GAP_X // 2
        along = f"C{x + turn} {y} {x + 4} {lane} {x + GAP_X} {lane} L{end_x - GAP_X} {lane}"
        return f"M{x} {y} {along} C{end_x - 4} {lane} {end_x - turn} {end_y} {end_x - 3} {end_y}"
    x, y = source.x + WIDTH, source.y + HEIGHT // 2
    end_x, end_y = target.x, target.y + HEIGHT // 2
    middle = (x + end_x) // 2
    return f"M{x} {y} C{middle} {y} {middle} {end_y} {end_x - 3} {end_y}"
