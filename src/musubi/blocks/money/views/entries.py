"""Add, correct and take back one entry of a desk's money; newer values of others stand beside one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.models import Record
from musubi.blocks.money.domain.entries import add_entry, change_entry, remove_entry, touched_by
from musubi.blocks.money.domain.errors import MoneyError
from musubi.blocks.money.interfaces.kinds import KINDS, Kind
from musubi.blocks.money.interfaces.plain_forms import ReasonForm
from musubi.blocks.money.models import Contract
from musubi.blocks.money.rules import SEE_MONEY
from musubi.blocks.money.views.desk import desk_of, money_address, tell
from musubi.blocks.vision.domain.desks import Desk


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise Http404(_("この種類の記録はありません"))
    return KINDS[key]


def _back(desk: Desk, record: Any) -> str:
    """The page that shows the record: its contract's, else the desk's in the record's year."""
    contract = record if isinstance(record, Contract) else getattr(record, "contract", None)
    if contract is not None and contract.pk:
        return reverse("money:contract", args=[desk.code, contract.uid])
    return money_address(desk.code, touched_by(record).fiscal_year)


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def add(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Add an entry; `?of=` names what it hangs on."""
    desk, spec = desk_of(request, code, write=True), _kind(kind)
    if not spec.addable:
        raise Http404(_("この種類の記録は、ここでは加えられません"))
    hangs_on: Any = desk.item
    if spec.parent is not None:
        hangs_on = get_object_or_404(visible_to(request.user, spec.parent), uid=request.GET.get("of", ""))
        if touched_by(hangs_on).item.pk != desk.item.pk:
            raise Http404(_("この事業の記録ではありません"))
    record = spec.model(**{spec.link: hangs_on})
    form = spec.form_to_add(request.POST or None, instance=record, initial=_initial(request, spec, desk))
    spec.offer(form, record, desk)
    if request.method == "POST" and form.is_valid():
        try:
            add_entry(record=form.instance, actor=request.user, now=clock.now(), exception_reason=form.exception_reason)
        except MoneyError as error:
            tell(form, error)
        else:
            messages.success(request, _("記録しました"))
            return HttpResponseRedirect(_back(desk, form.instance))
    back = money_address(desk.code, desk.fiscal_year) if spec.parent is None else _back(desk, hangs_on)
    context = {"desk": desk, "form": form, "title": spec.add, "lead": str(hangs_on) if spec.parent else "", "button": _("記録する"), "back": back}
    return render(request, "money/entry.html", context)


def _initial(request: HttpRequest, spec: Kind, desk: Desk) -> dict[str, Any]:
    """What is known before anything is typed."""
    if spec.key == "envelope":
        return {"fiscal_year": desk.fiscal_year, "budget_code": "", "name": desk.item.budget_program_name or desk.item.name}
    if spec.key == "contract" and request.GET.get("line"):
        line = KINDS["line"].model.objects.filter(uid=request.GET["line"], envelope__item=desk.item).first()
        return {"line": line}
    return {}


def _record(request: HttpRequest, spec: Kind, uid: str, desk: Desk) -> Any:
    record: Record = get_object_or_404(visible_to(request.user, spec.model), uid=uid)
    if touched_by(record).item.pk != desk.item.pk:
        raise Http404(_("この事業の記録ではありません"))
    return record


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def edit(request: HttpRequest, code: str, kind: str, uid: str) -> HttpResponse:
    """Correct an entry."""
    desk, spec = desk_of(request, code, write=True), _kind(kind)
    record = _record(request, spec, uid, desk)
    form = spec.form(request.POST or None, instance=spec.model.objects.get(pk=record.pk))
    spec.offer(form, record, desk)
    if request.method == "POST" and form.is_valid():
        try:
            change_entry(
                record=record,
                values=spec.saved_values(form.values()),
                unchanged=form.unchanged,
                actor=request.user,
                now=clock.now(),
                exception_reason=form.exception_reason,
            )
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except MoneyError as error:
            tell(form, error)
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(_back(desk, record))
    context = {
        "desk": desk,
        "form": form,
        "title": spec.change,
        "lead": str(record),
        "button": _("この内容を保存する"),
        "back": _back(desk, record),
        "remove": reverse("money:entry-remove", args=[code, kind, uid]) if spec.removable else "",
        "history": history_of(record)[:5],
        "history_of": address_of(record),
    }
    return render(request, "money/entry.html", context, status=409 if form.conflicts else 200)


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def remove(request: HttpRequest, code: str, kind: str, uid: str) -> HttpResponse:
    """Take back an entry made by mistake, with the reason."""
    desk, spec = desk_of(request, code, write=True), _kind(kind)
    record = _record(request, spec, uid, desk)
    if not spec.removable:
        raise Http404(_("この記録は取り除けません"))
    back, after = _back(desk, record), money_address(desk.code, touched_by(record).fiscal_year)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("exception_reason", "")
        try:
            remove_entry(record=record, actor=request.user, now=clock.now(), reason=form.cleaned_data["reason"], exception_reason=reason)
        except MoneyError as error:
            tell(form, error)
        else:
            messages.success(request, _("取り除きました。何が書いてあったかは、履歴に残っています"))
            return HttpResponseRedirect(back if spec.on_contract else after)
    lead = _("誤って入れた記録を取り除きます。変更契約や戻入など、あとから起きたことは、取り除かずに新しく記録してください。")
    context = {
        "desk": desk,
        "form": form,
        "title": _("「%(name)s」を取り除く") % {"name": record},
        "lead": lead,
        "button": _("取り除く"),
        "back": back,
    }
    return render(request, "money/entry.html", context)
