"""A composed paper as HTML beside the PDF: headings, lists and tables with captions, every word escaped."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

from musubi.blocks.papers.domain.composed.model import Facts, Grid, Paper, Part, text_of


def to_html(paper: Paper) -> bytes:
    """An article in UTF-8, to stand on a page or, wrapped by `standalone`, alone."""
    above = format_html_join("", "<p>{}</p>", ((line,) for line in paper.above))
    parts = mark_safe("".join(_part(part) for part in paper.parts))  # noqa: S308 - made of escaped parts
    label = format_html('<p class="paper-label">{}</p>', paper.label) if paper.label else ""
    return format_html('<article class="paper" lang="{}">{}<h1>{}</h1>{}{}</article>', paper.language, label, paper.title, above, parts).encode()


def standalone(article: bytes, title: str, language: str = "ja") -> bytes:
    """A whole file of an article."""
    head = format_html('<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head><body>', language, title)
    return f"{head}{article.decode()}</body></html>".encode()


def _part(part: Part) -> SafeString:
    title = format_html("<h2>{}</h2>", part.title) if part.title else SafeString("")
    if isinstance(part, Facts):
        rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((label, _broken(value)) for label, value in part.rows))
        return format_html('{}<dl class="dl">{}</dl>', title, rows)
    if isinstance(part, Grid):
        return format_html("{}{}", title, _grid(part))
    if not part.lines:
        return format_html("{}<p>{}</p>", title, part.empty)
    if part.numbered:
        return format_html("{}<ol>{}</ol>", title, format_html_join("", "<li>{}</li>", ((line,) for line in part.lines)))
    return format_html("{}{}", title, format_html_join("", "<p>{}</p>", ((line,) for line in part.lines)))


def _grid(part: Grid) -> SafeString:
    if not part.rows:
        return format_html("<p>{}</p>", part.empty)
    head = format_html_join("", '<th scope="col">{}</th>', ((word,) for word in part.head))
    rows = format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in part.rows))
    caption = part.title or "、".join(part.head)
    return format_html(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="tbl"><caption class="vh">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        caption,
        caption,
        head,
        rows,
    )


def _cells(row: object) -> SafeString:
    cells = list(row)  # type: ignore[call-overload]
    first = format_html('<th scope="row">{}</th>', _broken(text_of(cells[0])))
    rest = format_html_join(
        "",
        "<td{}>{}</td>",
        ((mark_safe(' class="num"') if isinstance(cell, int) else "", _broken(text_of(cell))) for cell in cells[1:]),
    )
    return format_html("{}{}", first, rest)


def _broken(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True)) if "\n" in text else format_html("{}", text)  # noqa: S308 - escaped there
