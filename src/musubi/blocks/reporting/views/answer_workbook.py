"""The Excel form of a reply: take it away, and take it in again cell by cell."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.workbooks.reading import WorkbookError
from musubi.blocks.reporting.domain.answers import (
    IncompleteError,
    NotCollectorError,
    ReplyStateError,
    answer_of,
    may_collect,
    save_answer,
    submit_answer,
)
from musubi.blocks.reporting.enums import AnswerChannel, CallStatus, ReplyStatus
from musubi.blocks.reporting.interfaces.answer_workbook import answer_workbook, read_answer, taken
from musubi.blocks.reporting.models import Reply
from musubi.blocks.reporting.rules import MANAGE_CALLS

SALT = "reporting.answer_workbook"
MOST_BYTES = 2 * 1024 * 1024


def _reply(request: HttpRequest, uid: str) -> Reply:
    found: Reply = get_object_or_404(visible_to(request.user, Reply).select_related("call", "organization"), uid=uid)
    return found


@login_required
def download(request: HttpRequest, uid: str) -> HttpResponse:
    """The form with last year's values."""
    found = _reply(request, uid)
    name = f"reply-{found.call.fiscal_year}-{found.organization.code}.xlsx"
    return as_download(answer_workbook(found), name)


@login_required
def upload(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what a returned form changes, by cell; take the chosen cells in."""
    found = _reply(request, uid)
    allowed = request.user.has_perm(MANAGE_CALLS) or may_collect(request.user, found, clock.today())
    if not allowed or found.call.status != CallStatus.SENT or found.status == ReplyStatus.ACCEPTED:
        raise PermissionDenied
    context: dict[str, Any] = {"reply": found}
    if request.method == "POST":
        try:
            data = _data(request, uid)
            changes = read_answer(found, data)
        except (WorkbookError, signing.BadSignature) as error:
            context["error"] = str(error) if isinstance(error, WorkbookError) else _("もう一度ファイルを選んでください")
            return render(request, "reporting/answer_workbook.html", context, status=422)
        if "take" in request.POST:
            chosen = set(request.POST.getlist("cells"))
            return _take(request, found, [change for change in changes if change.row_id in chosen and not change.error])
        kept = signing.dumps(base64.b85encode(data).decode(), salt=f"{SALT}:{uid}", compress=True)
        context |= {"changes": changes, "kept": kept, "good": sum(not change.error for change in changes)}
    return render(request, "reporting/answer_workbook.html", context)


def _data(request: HttpRequest, uid: str) -> bytes:
    """The file, or the one that was shown and is now taken in."""
    if "kept" in request.POST:
        return base64.b85decode(signing.loads(request.POST["kept"], salt=f"{SALT}:{uid}", max_age=86_400))
    file = request.FILES.get("file")
    if file is None:
        raise WorkbookError("no_file", _("届いたExcelのファイルを選んでください"))
    if (file.size or 0) > MOST_BYTES:
        raise WorkbookError("too_large", _("2MBを超えています。送った様式のままのファイルを選んでください"))
    return file.read()


def _take(request: HttpRequest, found: Reply, changes: list[Any]) -> HttpResponse:
    back = HttpResponseRedirect(reverse("calls:reply", args=[found.uid]))
    if not changes:
        messages.warning(request, _("取り込むセルを選んでください。何も変えていません"))
        return back
    answer = taken(answer_of(found), changes)
    try:
        submit_answer(reply=found, answer=answer, channel=AnswerChannel.WORKBOOK, actor=request.user, now=clock.now(), today=clock.today())
    except IncompleteError as error:
        save_answer(reply=found, answer=answer, actor=request.user, now=clock.now())
        messages.warning(request, _("%(count)dセルを下書きに取り込みました。%(why)s") % {"count": len(changes), "why": error})
    except NotCollectorError as error:
        save_answer(reply=found, answer=answer, actor=request.user, now=clock.now())
        messages.warning(request, _("%(count)dセルを下書きに取り込みました。%(why)s") % {"count": len(changes), "why": error})
    except ReplyStateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(count)dセルを取り込み、回答として記録しました") % {"count": len(changes)})
    return back
