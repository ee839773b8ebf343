"""審議会等の一覧: the public register of bodies, and a body's public page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import CSV
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.kernel.workbooks.csv_files import write_csv
from musubi.blocks.meetings.domain.bodies import Shares, members_on, officers_on, shares_of
from musubi.blocks.meetings.enums import MeetingStatus
from musubi.blocks.meetings.models import Body
from musubi.blocks.meetings.views.bodies import body_by_code


def _rows() -> list[tuple[Body, Shares]]:
    found = list(Body.objects.filter(is_public=True).select_related("organization").order_by("ends_before", "kind", "name"))
    shares = shares_of(found, clock.today())
    return [(body, shares[body.pk]) for body in found]


def register(request: HttpRequest) -> HttpResponse:
    """Every public body: on what it stands, who is its office, how it is made up."""
    return render(request, "meetings/public/register.html", {"rows": _rows(), "today": clock.today()})


def register_csv(request: HttpRequest) -> HttpResponse:
    """The register for machines."""
    head = [
        _("審議会等名"),
        _("課名"),
        _("設置根拠"),
        _("設置区分"),
        _("公募の有無"),
        _("公募しない理由"),
        _("委員の数"),
        _("女性委員の割合(%)"),
        _("公募委員の割合(%)"),
        _("10年以上の委員の割合(%)"),
    ]
    rows = [
        [
            str(body),
            body.organization.name,
            body.basis,
            body.get_body_class_display(),
            _("あり") if body.public_recruitment else _("なし"),
            body.no_recruitment_reason,
            shares.members,
            shares.women_percent,
            shares.recruited_percent,
            shares.long_percent,
        ]
        for body, shares in _rows()
    ]
    return as_download(write_csv([head, *rows]), f"councils-{format_date(clock.today(), 'iso')}.csv", CSV)


def body(request: HttpRequest, code: str) -> HttpResponse:
    """A public body: what it is for, its members by office, its meetings."""
    found = body_by_code(request, code)
    today = clock.today()
    posts = officers_on(found, today)
    context = {
        "body": found,
        "shares": shares_of([found], today)[found.pk],
        "members": [{"member": member, "post": posts.get(member.pk, "")} for member in members_on(found, today)],
        "meetings": found.meetings.filter(status__in=MeetingStatus.told()).order_by("-fiscal_year", "-number"),
    }
    context["panels"] = render_panels("public-body", request, context)
    return render(request, "meetings/public/body.html", context)
