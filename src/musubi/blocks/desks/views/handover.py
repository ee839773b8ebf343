"""事務引継書: what stands at the desk, the paper that is signed, and the papers issued before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.desks.domain.handovers import DeskState, desk_state, hand_over
from musubi.blocks.desks.interfaces.handover_paper import draft_of, sections_of
from musubi.blocks.desks.models import Handover
from musubi.blocks.desks.views.opening import go, reading, record_at
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.papers.domain.documents import issue_pdf
from musubi.blocks.papers.domain.fonts import MissingGlyphsError
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.domain.desks import Desk


class HandoverForm(forms.Form):
    """Who passes the desk to whom, on which day."""

    use_required_attribute = False
    giver = forms.CharField(label=gettext_lazy("引き継ぐ人"), max_length=100)
    receiver = forms.CharField(label=gettext_lazy("引き継がれる人"), max_length=100)
    witness = forms.CharField(label=gettext_lazy("立会人"), max_length=100, required=False)
    handed_on = DateTextField(label=gettext_lazy("引継日"))
    remarks = forms.CharField(
        label=gettext_lazy("特に伝えること"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("言い伝え、気を付けること、決まっていないこと。記録にないことは、ここに書かないと残りません。"),
    )


@reading
def handover(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The desk's state and the form; sending it issues the paper."""
    form = HandoverForm(request.POST or None, initial={"giver": str(request.user), "handed_on": clock.today()})
    if request.method == "POST" and desk.may_work and form.is_valid() and _issued(request, desk, form):
        return go("handover", desk, anchor="#h-papers")
    state = desk_state(item=desk.item, fiscal_year=desk.fiscal_year)
    papers = visible_to(request.user, Handover).filter(item=desk.item).select_related("document", "recorded_by").defer("document__content")
    context = {
        "desk": desk,
        "form": form,
        "sections": sections_of(state, contacts=False),
        "contacts": len(state.contacts),
        "papers": papers,
    }
    return render(request, "desks/handover.html", context)


def _issued(request: HttpRequest, desk: Desk, form: HandoverForm) -> bool:
    def issue(made: Handover, state: DeskState) -> Document:
        return issue_pdf(draft=draft_of(made, desk.item, state), actor=request.user, now=clock.now())

    given: dict[str, Any] = form.cleaned_data
    try:
        hand_over(item=desk.item, fiscal_year=desk.fiscal_year, issue=issue, actor=request.user, now=clock.now(), **given)
    except MissingGlyphsError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, _("事務引継書を作りました。印刷して、署名してください"))
    return True


@reading
def paper(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """The paper as it was issued; it holds contacts, so the reading is noted."""
    found = record_at(request, Handover, [desk.item], uid)
    if found.document is None:
        raise Http404(_("この引継ぎに事務引継書はありません"))
    record_personal_view(actor=request.user, obj=found, page=request.path, now=clock.now())
    return as_download(bytes(found.document.content), found.document.file_name, found.document.media_type)
