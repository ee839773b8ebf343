"""Names, addresses and drawings of the plan on its public pages, in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from musubi.blocks.kernel.pages.languages import in_japanese
from musubi.blocks.kernel.templatetags.musubi import in_its_language, local, phrases
from musubi.blocks.vision.domain.roadmap import Lane
from musubi.blocks.vision.domain.tree import Node, OwnerView, PlanTree
from musubi.blocks.vision.enums import ItemStatus
from musubi.blocks.vision.interfaces import names
from musubi.blocks.vision.interfaces.roadmap_words import describe, remark

register = template.Library()
MOST_LISTED = 12


@register.simple_tag
def item_text(node: Node) -> str:
    """The name as plain text, for titles."""
    return names.item_title(node)


@register.simple_tag
def item_name(node: Node) -> SafeString:
    """The name, breaking by phrase in Japanese, marked as Japanese where it is not translated."""
    if in_japanese():
        return phrases(node.display_name)
    translated = bool(node.row.get("name_en"))
    return in_its_language(names.item_title(node), translated) if translated else _japanese(node)


def _japanese(node: Node) -> SafeString:
    return format_html('<span lang="ja">{}</span>', phrases(node.display_name))


@register.simple_tag(takes_context=True)
def item_url(context: dict[str, Any], node: Node) -> str:
    """The address of an item's page in the plan that is being read."""
    slug = context.get("plan_slug")
    return reverse("vision:plan-item", args=[slug, node.code]) if slug else reverse("vision:item", args=[node.code])


@register.simple_tag
def item_mark(node: Node) -> SafeString:
    """The letter of a lead project, or the code of any other item."""
    kind = "letter" if node.letter and node.parent is None else "code"
    return format_html('<span class="{} p-{}">{}</span>', kind, node.letter, node.code)


@register.simple_tag
def level_name(level: Any) -> SafeString:
    """A level's name as the city calls it."""
    return in_its_language(local(level, "name"), bool(level.name_en))


@register.simple_tag
def owner_name(owner: OwnerView) -> SafeString:
    """An organisation's name."""
    return in_its_language(local(owner, "name"), bool(owner.name_en))


@register.filter
def lane_words(lane: Lane) -> str:
    """What a lane of the roadmap shows, in words: for whoever cannot see it."""
    return describe(lane)


@register.filter
def open_questions(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only those that nobody has answered."""
    return [question for question in questions if question["status"] == "open"]


@register.filter
def percent(value: float) -> str:
    """A share as SVG reads it, in every language: 12.34%."""
    return f"{value:.2f}%"


@register.filter
def lane_remark(lane: Lane) -> str:
    """What is not confirmed about a lane: ◆の年度を確認中."""
    return remark(lane)


@register.filter
def status_label(value: str) -> str:
    """実施中, 完了, 取りやめ."""
    return str(ItemStatus(value).label)


@register.filter
def period_words(tree: PlanTree) -> str:
    """前期 2018–2022年度(平成30年度–令和4年度), every period of the plan."""
    return names.period_words(tree)


@register.filter
def era_year(value: int) -> str:
    """The fiscal year in the Japanese era; nothing on pages in other languages."""
    return names.era_year(value) if in_japanese() else ""


@register.simple_tag
def lists_of(root: Node) -> dict[str, list[Node]]:
    """What stands under a topmost item on the home page: its programs, and the items between."""
    below = [node for node in root.descend() if node is not root]
    programs = [node for node in below if node.kind == "program"] or [node for node in below if not node.children]
    if len(programs) > MOST_LISTED and any(node.children for node in root.children):
        return {"programs": _between(below) or root.children, "others": []}
    chosen = set(map(id, programs))
    others = [node for node in below if node.kind == "initiative" and id(node) not in chosen]
    return {"programs": programs, "others": others or [n for n in root.children if id(n) not in chosen]}


def _between(below: list[Node]) -> list[Node]:
    """The lowest items above the programs that are few enough to list, the initiatives before others."""
    levels: dict[int, list[Node]] = {}
    for node in below:
        if node.kind != "program":
            levels.setdefault(node.level.number, []).append(node)
    few = [nodes for _number, nodes in sorted(levels.items(), reverse=True) if len(nodes) <= MOST_LISTED]
    return next((nodes for nodes in few if nodes[0].kind == "initiative"), few[0] if few else [])


@register.simple_tag
def council_name(plan: dict[str, Any]) -> SafeString:
    """The council's name, with (仮称) while it is provisional."""
    name = local(plan, "council_name")
    words = _("(仮称)%(name)s") % {"name": name} if plan.get("council_provisional") else name
    return in_its_language(words, bool(plan.get("council_name_en")))
