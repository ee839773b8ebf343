"""One party: what is known of it, who may act for it, its history and who read it; making and changing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view, type_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.parties.domain import registration
from musubi.blocks.parties.domain.details import differs_from_register
from musubi.blocks.parties.domain.erasure import WHILE_OPEN, is_due, kept_until
from musubi.blocks.parties.domain.merging import doubles_of
from musubi.blocks.parties.enums import PartyKind, PartyStatus
from musubi.blocks.parties.interfaces.fields import telling
from musubi.blocks.parties.interfaces.registration_forms import PartyEditForm, PartyFields, form_for
from musubi.blocks.parties.models import Corporation, Party
from musubi.blocks.parties.rules import ERASE_PARTIES, MERGE_PARTIES, SEE_PARTIES, WORK_PARTIES

HISTORY_ROWS = 5


def party_of_page(request: HttpRequest, uid: str) -> Party:
    """The party; the reading is logged."""
    found: Party = get_object_or_404(visible_to(request.user, Party).select_related("address__town", "legal_entity", "merged_into"), uid=uid)
    record_personal_view(actor=request.user, obj=found, page=request.path, now=clock.now())
    return found


@login_required
@permission_required(SEE_PARTIES, raise_exception=True)
def party_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Everything about one party."""
    party = party_of_page(request, uid)
    may_work = request.user.has_perm(WORK_PARTIES) and party.status == PartyStatus.ACTIVE
    may_merge = request.user.has_perm(MERGE_PARTIES) and party.status == PartyStatus.ACTIVE
    may_erase = request.user.has_perm(ERASE_PARTIES)
    published, until = published_of(party), kept_until(party)
    context = {
        "party": party,
        "published": published,
        "differs": published is not None and differs_from_register(party, published),
        "places": party.places.select_related("address"),
        "contacts": party.contact_points.select_related("place"),
        "officers": party.officers.all(),
        "consents": party.consents.all(),
        "rights": party.representations.select_related("user", "confirmed_by"),
        "merges": party.merges.filter(undone_at__isnull=True).select_related("absorbed"),
        "doubles": doubles_of(party) if may_merge else [],
        "may_work": may_work,
        "may_merge": may_merge,
        "may_erase": may_erase and party.status == PartyStatus.ACTIVE,
        "erasable": is_due(party, today=clock.today()),
        "kept_until": until,
        "is_open": until == WHILE_OPEN,
        "today": clock.today(),
        "readings": _readings(party) if may_erase else None,
        "history": history_of(party)[:HISTORY_ROWS],
        "history_of": address_of(party) if request.user.has_perm("audit.view_event") else None,
        "panels": render_panels("party", request, {"party": party}),
    }
    return render(request, "parties/party.html", context)


def published_of(party: Party) -> Corporation | None:
    """The tax agency's entry of a party with a number."""
    if not party.legal_entity_number:
        return None
    return Corporation.objects.filter(legal_entity_number=party.legal_entity_number).first()


def _readings(party: Party) -> Any:
    return PersonalDataView.objects.filter(object_type=type_of(party), object_id=party.uid)[:HISTORY_ROWS]


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Choose the kind, or look a corporation up."""
    return render(request, "parties/new.html", {"kinds": PartyKind.choices})


def register(request: HttpRequest, kind: str, form: PartyFields) -> Party:
    """Make the party that the form tells."""
    data = form.cleaned_data
    common: dict[str, Any] = {"actor": request.user, "now": clock.now(), "today": clock.today(), "particulars": form.particulars()}
    if kind == PartyKind.PERSON:
        return registration.register_person(name=data["name"], birth_on=data["birth_on"], **common)
    if kind == PartyKind.SOLE_PROPRIETOR:
        names = {"name": data["name"], "trade_name": data["trade_name"]}
        return registration.register_sole_proprietor(**names, birth_on=data["birth_on"], **common)
    number = data["legal_entity_number"]
    if kind == PartyKind.GROUP:
        return registration.register_group(name=data["name"], legal_entity_number=number, officers=form.officer_lines(), **common)  # type: ignore[attr-defined]
    reason = data.get("closed_reason", "")
    entity = form.entity()  # type: ignore[attr-defined]
    return registration.register_legal_entity(name=data["name"], legal_entity_number=number, entity=entity, closed_reason=reason, **common)


def published_values(number: str) -> dict[str, Any]:
    """What the tax agency's register fills into a form."""
    found = Corporation.objects.findable().filter(legal_entity_number=number).first() if number else None
    if found is None:
        return {}
    return {
        "legal_entity_number": found.legal_entity_number,
        "name": found.name,
        "name_kana": found.name_kana,
        "legal_form": found.legal_form,
        "text": found.address,
        "postcode": found.postcode,
    }


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def new_of_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Register a party of a kind; a number that was looked up fills the form."""
    made = kind.replace("-", "_")
    form = form_for(made)
    if form is None:
        raise Http404(_("この種類はありません"))
    step = Step(
        title=_("%(kind)sを登録する") % {"kind": PartyKind(made).label},
        button=_("この内容で登録する"),
        form=form,
        run=telling(lambda request, _record, data: register(request, made, data["form"])),
        done=_("登録しました。"),
        initial=lambda _record: published_values(request.GET.get("number", "")) if made == PartyKind.LEGAL_ENTITY else {},
    )
    return run_step(request, step=step, record=None, back=reverse("parties:list"), target=lambda party: reverse("parties:party", args=[party.uid]))


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Correct what a party tells; newer values of others are shown beside one's own."""
    party = party_of_page(request, uid)
    if party.status != PartyStatus.ACTIVE:
        raise PermissionDenied
    return edit_page(request, party, back=reverse("parties:party", args=[uid]), office=True)


def edit_page(request: HttpRequest, party: Party, *, back: str, office: bool) -> HttpResponse:
    """The form of what a party tells, for the office and for the party itself."""
    stored = Party.objects.get(pk=party.pk)
    form = PartyEditForm(request.POST or None, instance=stored, office=office, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            registration.change_party(party=party, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        else:
            messages.success(request, _("保存しました。"))
            return HttpResponseRedirect(back)
    step = {"title": _("登録の内容を直す"), "button": _("この内容を保存する")}
    bad = form.errors or form.conflicts
    return render(request, "kernel/step.html", {"step": step, "form": form, "record": party, "back": back}, status=422 if bad else 200)
