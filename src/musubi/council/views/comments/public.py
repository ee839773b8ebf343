"""意見募集 for everybody: what is asked, the form, the receipt, the result; no account, no third party."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from musubi.blocks.accounts.domain.office import office
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import CSV
from musubi.blocks.kernel.workbooks.csv_files import write_csv
from musubi.council.domain.comments.calls import is_open
from musubi.council.domain.comments.receiving import send_comment
from musubi.council.domain.comments.result_paper import kept
from musubi.council.domain.errors import CouncilError
from musubi.council.enums import CommentCallStatus, Stance
from musubi.council.interfaces.comments.forms import CommentForm
from musubi.council.interfaces.comments.guard import note_sending, place_of, sent_from
from musubi.council.models import CommentCall, Opinion

RECEIPT = "comment_receipt"
EVERYBODY = AnonymousUser()


def _call(slug: str) -> CommentCall:
    found: CommentCall = get_object_or_404(visible_to(EVERYBODY, CommentCall).select_related("organization"), slug=slug)
    return found


def calls(request: HttpRequest) -> HttpResponse:
    """Those that are open, those that wait for their result, those with a result."""
    today = clock.today()
    found = list(visible_to(EVERYBODY, CommentCall).select_related("organization").order_by("-ends_on", "-pk"))
    context = {
        "running": [call for call in found if call.status == CommentCallStatus.PUBLISHED and call.ends_on >= today],
        "waiting": [call for call in found if call.status == CommentCallStatus.PUBLISHED and call.ends_on < today],
        "done": [call for call in found if call.status == CommentCallStatus.RESULT],
        "today": today,
    }
    return render(request, "council/public/comments/calls.html", context)


def call(request: HttpRequest, slug: str) -> HttpResponse:
    """One call: the draft, until when and how; afterwards its result."""
    found = _call(slug)
    context = {
        "call": found,
        "documents": found.documents.defer("content").order_by("number"),
        "items": found.items.order_by("code"),
        "is_open": is_open(found, clock.today()),
        "result": found.result_content,
        "formats": [suffix for suffix in ("pdf", "docx", "xlsx") if found.result_number and kept(found, suffix) is not None],
        "today": clock.today(),
        "office": office(),
        "last_updated": found.result_at or found.published_at,
    }
    return render(request, "council/public/comments/call.html", context)


@never_cache
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Write and send an opinion."""
    found, today, real_now = _call(slug), clock.today(), clock.real_now()
    place = place_of(request)
    form = CommentForm(request.POST if request.method == "POST" else None, call=found, real_now=real_now, sent=sent_from(place))
    if not is_open(found, today):
        context = {"call": found, "form": form if form.is_bound else None, "today": today}
        return render(request, "council/public/comments/closed.html", context, status=410)
    if request.method == "POST" and form.is_valid() and form.opened is not None:
        try:
            comment = form.comment(today, get_language() or "ja")
            made = send_comment(call=found, comment=comment, sending=form.opened.sending, now=clock.now(), today=today)
        except CouncilError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            note_sending(place)
            request.session[RECEIPT] = made.uid
            return HttpResponseRedirect(reverse("council-public:comment-receipt", args=[slug]))
    context = {"call": found, "form": form, "today": today}
    return render(request, "council/public/comments/send.html", context, status=422 if form.errors else 200)


@never_cache
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt, in the browser that sent it only."""
    found = _call(slug)
    made = Opinion.objects.filter(uid=request.session.get(RECEIPT, ""), comment_call=found).first()
    if made is None:
        return HttpResponseRedirect(reverse("council-public:comment-call", args=[slug]))
    return render(request, "council/public/comments/receipt.html", {"call": found, "opinion": made})


def material(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """A file of the draft, as it was put in."""
    document = get_object_or_404(_call(slug).documents, uid=uid)
    return _file(document)


def _file(document: Any) -> HttpResponse:
    return as_download(bytes(document.content), document.file_name, document.media_type)


def result_file(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    """The result as published: papers as stored bytes; CSV and JSON of the stored values."""
    found = _call(slug)
    if found.status != CommentCallStatus.RESULT:
        raise Http404(_("結果はまだ公表されていません"))
    if suffix == "json":
        return JsonResponse({**found.result_content, "published_at": found.result_at}, json_dumps_params={"ensure_ascii": False})
    if suffix == "csv":
        return _csv(found)
    document = kept(found, suffix)
    if document is None:
        raise Http404(suffix)
    return _file(document)


def _csv(found: CommentCall) -> HttpResponse:
    head = [_("番号"), _("意見の概要"), _("件数"), _("区分"), _("市の考え方")]
    rows = [
        [str(group["number"]), group["summary"], str(group["count"]), str(Stance(group["stance"]).label), group["answer"]]
        for group in found.result_content["groups"]
    ]
    return as_download(write_csv([head, *rows]), f"result-{found.slug}.csv", CSV)
