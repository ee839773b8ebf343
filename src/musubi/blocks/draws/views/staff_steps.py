"""The steps of a draw: fix the list, type the value, confirm it, draw, cancel, draw again, open reserved places; its papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.draws.domain.cancelling import cancel_draw, redraw
from musubi.blocks.draws.domain.closing import close_list
from musubi.blocks.draws.domain.entries import take_from_source
from musubi.blocks.draws.domain.holding import confirm_value, enter_value, hold_draw
from musubi.blocks.draws.domain.promotions import open_quota
from musubi.blocks.draws.domain.rights import cancels_draw
from musubi.blocks.draws.domain.sources import entry_sources
from musubi.blocks.draws.enums import ValueStep
from musubi.blocks.draws.interfaces.forms import NothingForm, PublicReasonForm, QuotaChoiceForm, SourceForm, ValueForm
from musubi.blocks.draws.interfaces.sheet import sheet_of
from musubi.blocks.draws.models import Draw
from musubi.blocks.draws.rules import SEE_DRAWS
from musubi.blocks.draws.views.opening import draw_at
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import DOCX, PDF, XLSX
from musubi.blocks.kernel.pages.steps import Step, StepError, run_step
from musubi.blocks.papers.domain.composed.excel import to_excel
from musubi.blocks.papers.domain.composed.pdf import to_pdf
from musubi.blocks.papers.domain.composed.word import to_word
from musubi.blocks.papers.domain.fonts import MissingGlyphsError

WRITERS = {
    "pdf": (to_pdf, PDF),
    "xlsx": (to_excel, XLSX),
    "docx": (to_word, DOCX),
}


def _close(request: HttpRequest, record: Draw, _data: dict[str, Any]) -> None:
    close_list(draw=record, actor=request.user, now=clock.now(), today=clock.today())


def _enter(request: HttpRequest, record: Draw, data: dict[str, Any]) -> None:
    enter_value(draw=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


def _confirm(request: HttpRequest, record: Draw, data: dict[str, Any]) -> None:
    row = confirm_value(draw=record, actor=request.user, now=clock.now(), **data)
    if row.step == ValueStep.DIFFERED:
        raise StepError("differed", _("1人目の入力と違いました。どちらも記録に残っています。2人で値を確かめ、1人目の入力からやり直してください"))


def _hold(request: HttpRequest, record: Draw, _data: dict[str, Any]) -> None:
    hold_draw(draw=record, actor=request.user, now=clock.now(), today=clock.today())


def _cancel(request: HttpRequest, record: Draw, data: dict[str, Any]) -> None:
    cancel_draw(draw=record, reason=data["reason"], actor=request.user, now=clock.now())


def _redraw(request: HttpRequest, record: Draw, data: dict[str, Any]) -> Draw:
    return redraw(draw=record, reason=data["reason"], actor=request.user, now=clock.now())


def _open(request: HttpRequest, record: Draw, data: dict[str, Any]) -> None:
    open_quota(quota=data["quota"], reason=data["reason"], actor=request.user, now=clock.now(), today=clock.today())


def _take(request: HttpRequest, record: Draw, data: dict[str, Any]) -> None:
    name, _colon, key = data["source"].partition(":")
    source = next(each for each in entry_sources() if each.name == name)
    taken = take_from_source(draw=record, source=source, key=key, actor=request.user, now=clock.now())
    if taken.skipped:
        words = {"new": taken.new, "skipped": " / ".join(taken.skipped[:20])}
        raise StepError("skipped", _("%(new)d件を入れました。次の申込は希望先が合わず、入れていません: %(skipped)s") % words)


STEPS = {
    "close": Step(
        _l("名簿を確定する"),
        _l("確定してハッシュ値を公表する"),
        NothingForm,
        _close,
        _l("名簿を確定しました。ハッシュ値と名簿(抽選番号だけ)が公開ページに出ています"),
        _l("確定すると、申込も決まりも変えられません。名簿のハッシュ値と抽選番号が公開されます。"),
    ),
    "value": Step(
        _l("公表値を入力する(1人目)"),
        _l("入力する"),
        ValueForm,
        _enter,
        _l("入力しました。別の人に、確認の入力を頼んでください"),
        _l("予告したところで値を見て、そのまま書き写します。続けて別の人が、これを見ずに入力します。"),
    ),
    "confirm": Step(
        _l("公表値を確かめる(2人目)"),
        _l("確認の入力をする"),
        ValueForm,
        _confirm,
        _l("2人の入力が一致しました。抽選できます"),
        _l("1人目の入力は見えません。自分で値を見て、書き写してください。"),
    ),
    "hold": Step(
        _l("抽選する"),
        _l("抽選する"),
        NothingForm,
        _hold,
        _l("抽選しました。結果が公開ページに出ています"),
        _l("確定した名簿と公表値から、順番を計算します。だれが行っても同じ結果です。"),
    ),
    "cancel": Step(
        _l("抽選を取り消す"),
        _l("取り消す"),
        PublicReasonForm,
        _cancel,
        _l("取り消しました。理由とともに公開ページに残ります"),
        _l("取り消しても、公開した名簿と結果は消えません。"),
    ),
    "redraw": Step(
        _l("取り消してやり直す"),
        _l("取り消して、やり直しを用意する"),
        PublicReasonForm,
        _redraw,
        _l("やり直しの抽選を用意しました。新しい公表値の日を決めてください"),
        _l("同じ申込と抽選番号で、新しい公表値により抽選し直します。元の抽選も、理由とともに公開されたままです。"),
    ),
    "open-quota": Step(
        _l("優先枠を開放する"), _l("開放して繰り上げる"), QuotaChoiceForm, _open, _l("開放しました。順番の早い方から繰り上げて案内しています")
    ),
    "source": Step(
        _l("ほかの一覧から申込を入れる"),
        _l("申込を入れる"),
        SourceForm,
        _take,
        _l("申込を入れました"),
        _l("一度入れた申込は、もう一度行っても重なりません。"),
    ),
}
OF_HEAD = frozenset({"cancel", "redraw"})


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """One step, as a page of its own."""
    found = draw_at(request, uid)
    if name not in STEPS:
        raise Http404
    if name in OF_HEAD and not cancels_draw(request.user, found):
        raise PermissionDenied
    target = (lambda made: reverse("draws:draw", args=[made.uid])) if name == "redraw" else None
    return run_step(request, step=STEPS[name], record=found, back=reverse("draws:draw", args=[uid]), target=target)


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def sheet(request: HttpRequest, uid: str, ending: str) -> HttpResponse:
    """抽選結果表 as PDF, Excel or Word."""
    found = draw_at(request, uid, work=False)
    if ending not in WRITERS or not hasattr(found, "run"):
        raise Http404
    write, media_type = WRITERS[ending]
    try:
        content = write(sheet_of(found))
    except MissingGlyphsError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("draws:draw", args=[uid]))
    return as_download(content, _("抽選結果表_%(title)s.%(ending)s") % {"title": found.title, "ending": ending}, media_type)
