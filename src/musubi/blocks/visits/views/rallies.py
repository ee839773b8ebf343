"""Staff prepare a rally, print its posters, watch it and hand out what it earns."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, StepForm, run_step
from musubi.blocks.visits.domain.rallies import add_point, end, publish, remove_point, say_hint
from musubi.blocks.visits.domain.stamping import claim, is_running
from musubi.blocks.visits.enums import RallyState
from musubi.blocks.visits.interfaces.forms import ClaimForm, HintForm, PointForm, RallyForm
from musubi.blocks.visits.models import Rally, RallyPoint
from musubi.blocks.visits.rules import CLAIM_PRIZES, SEE_VISITS, WORK_VISITS
from musubi.blocks.visits.views.records import edit_page, enter_page

HISTORY_ROWS = 5
SAYINGS = (("ja", "スタンプを押す"), ("en", "Collect your stamp"), ("zh-hans", "盖章"), ("ko", "스탬프 찍기"))  # a poster speaks all four


def _rally(request: HttpRequest, uid: str) -> Rally:
    found: Rally = get_object_or_404(visible_to(request.user, Rally).select_related("item"), uid=uid)
    return found


def _page(rally: Rally) -> str:
    return reverse("visits:rally", args=[rally.uid])


@login_required
@permission_required(SEE_VISITS, raise_exception=True)
def listed(request: HttpRequest) -> HttpResponse:
    """All rallies, newest first."""
    today = clock.today()
    rallies = visible_to(request.user, Rally).select_related("item").prefetch_related("points", "totals")
    rows = [
        {
            "rally": rally,
            "points": len(rally.points.all()),
            "books": sum(total.books for total in rally.totals.all()),
            "finished": sum(total.finished for total in rally.totals.all()),
            "runs": is_running(rally, today),
        }
        for rally in rallies
    ]
    return render(request, "visits/rallies.html", {"rows": rows, "may_work": request.user.has_perm(WORK_VISITS)})


@login_required
@permission_required(SEE_VISITS, raise_exception=True)
def detail(request: HttpRequest, uid: str) -> HttpResponse:
    """A rally with its points, its figures by fiscal year, what is to do next."""
    rally = _rally(request, uid)
    points = list(rally.points.select_related("site").prefetch_related("totals"))
    context = {
        "rally": rally,
        "points": [(point, sum(total.stamps for total in point.totals.all())) for point in points],
        "totals": rally.totals.order_by("fiscal_year"),
        "missing": max(rally.goal - len(points), 0),
        "runs": is_running(rally, clock.today()),
        "may_work": request.user.has_perm(WORK_VISITS),
        "may_claim": rally.status != RallyState.DRAFT and not rally.erased_on and request.user.has_perm(CLAIM_PRIZES),
        "history": history_of(rally).exclude(verb__in=("rally.stamped", "rally.claimed"))[:HISTORY_ROWS],
        "history_of": address_of(rally) if request.user.has_perm("audit.view_event") else None,
    }
    return render(request, "visits/rally.html", context)


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a rally."""
    return enter_page(request, RallyForm, title=_("スタンプラリーを作る"), page="visits:rally", back=reverse("visits:rallies"))


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Correct a rally."""
    return edit_page(request, RallyForm, record=_rally(request, uid), title=_("ラリーの内容を直す"), page="visits:rally")


def _add(request: HttpRequest, rally: Rally, data: dict[str, Any]) -> None:
    add_point(rally=rally, site=data["site"], hint=data["hint"], actor=request.user, now=clock.now())


def _say_hint(request: HttpRequest, point: RallyPoint, data: dict[str, Any]) -> None:
    say_hint(point=point, hint=data["hint"], actor=request.user, now=clock.now())


def _remove(request: HttpRequest, point: RallyPoint, _data: dict[str, Any]) -> None:
    remove_point(point=point, actor=request.user, now=clock.now())


def _publish(request: HttpRequest, rally: Rally, _data: dict[str, Any]) -> None:
    publish(rally=rally, actor=request.user, now=clock.now())


def _end(request: HttpRequest, rally: Rally, _data: dict[str, Any]) -> None:
    end(rally=rally, actor=request.user, now=clock.now())


def _claim(request: HttpRequest, rally: Rally, data: dict[str, Any]) -> None:
    claim(rally=rally, code=data["code"], actor=request.user, now=clock.now())


ADD = Step(
    _l("スタンプの地点を足す"),
    _l("この地点を足す"),
    PointForm,
    _add,
    _l("地点を足しました"),
    lead=_l("地点ごとに、ほかの人が当てられない符号のQRコードができます。"),
)
SAY_HINT = Step(
    _l("スタンプのありかを直す"),
    _l("保存する"),
    HintForm,
    _say_hint,
    _l("スタンプのありかを直しました"),
    lead=_l("訪れる人のページに出ます。押せない間は、休止中と書きます。外国語の訳は「翻訳の机」で直します。"),
    initial=lambda point: {"hint": point.hint},
)
REMOVE = Step(_l("スタンプの地点を外す"), _l("外す"), StepForm, _remove, _l("地点を外しました"))
PUBLISH = Step(
    _l("ラリーを公開する"),
    _l("公開する"),
    StepForm,
    _publish,
    _l("公開しました"),
    lead=_l("来訪者のページに出ます。スタンプは、始まる日から終わる日まで押せます。"),
)
END = Step(
    _l("ラリーを終える"),
    _l("終える"),
    StepForm,
    _end,
    _l("終えました"),
    lead=_l("スタンプは押せなくなります。達成した人の引換えは、スタンプ帳を消す日まで続けられます。"),
)
CLAIM = Step(
    _l("引換番号を確かめる"),
    _l("引き換える"),
    ClaimForm,
    _claim,
    _l("引き換えました。品物を渡してください"),
    lead=_l("同じ番号は一度だけ引き換えられます。"),
)


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def add(request: HttpRequest, uid: str) -> HttpResponse:
    """A stamp at a site."""
    rally = _rally(request, uid)
    return run_step(request, step=ADD, record=rally, back=_page(rally))


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def remove(request: HttpRequest, uid: str, position: int) -> HttpResponse:
    """Take a stamp out before anyone pressed it."""
    rally = _rally(request, uid)
    point = get_object_or_404(rally.points.select_related("site", "rally"), position=position)
    return run_step(request, step=REMOVE, record=point, back=_page(rally))


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def say_hint_page(request: HttpRequest, uid: str, position: int) -> HttpResponse:
    """Say anew where a stamp is."""
    rally = _rally(request, uid)
    point = get_object_or_404(rally.points.select_related("site", "rally"), position=position)
    return run_step(request, step=SAY_HINT, record=point, back=_page(rally))


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def publish_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Show it to visitors."""
    rally = _rally(request, uid)
    return run_step(request, step=PUBLISH, record=rally, back=_page(rally))


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def end_page(request: HttpRequest, uid: str) -> HttpResponse:
    """No stamp counts any more."""
    rally = _rally(request, uid)
    return run_step(request, step=END, record=rally, back=_page(rally))


@login_required
@permission_required(CLAIM_PRIZES, raise_exception=True)
def claim_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Hand out what a finished book earns; the page stays for the next person."""
    rally = _rally(request, uid)
    return run_step(request, step=CLAIM, record=rally, back=_page(rally), target=lambda _made: reverse("visits:claim", args=[rally.uid]))


def qr_picture(address: str, label: str) -> SafeString:
    """A QR code as a picture in the page: dark on light, with its text alternative."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(scale=6, border=4, dark="#000", light="#fff", title=label, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # noqa: S308 - made here; segno escapes the title


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def posters(request: HttpRequest, uid: str) -> HttpResponse:
    """A poster for each point, one a page, to print and hang up."""
    rally = _rally(request, uid)
    sheets = [
        (point, qr_picture(request.build_absolute_uri(reverse("visits:stamp", args=[point.code])), point.site.name))
        for point in rally.points.select_related("site")
    ]
    return render(request, "visits/posters.html", {"rally": rally, "sheets": sheets, "sayings": SAYINGS})
