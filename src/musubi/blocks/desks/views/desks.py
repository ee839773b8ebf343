"""担当する事業等: every desk, mine first; and whether a desk is in use."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.predicates import is_secretariat
from musubi.blocks.desks.domain.overview import desk_rows, set_in_use
from musubi.blocks.desks.interfaces.desk_forms import UseForm
from musubi.blocks.desks.models import DeskSetting
from musubi.blocks.desks.rules import SEE_DESKS
from musubi.blocks.desks.views.opening import writing
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.vision.domain.desks import Desk
from musubi.blocks.vision.domain.editions import plan_in_force


@login_required
@permission_required(SEE_DESKS, raise_exception=True)
def desks(request: HttpRequest) -> HttpResponse:
    """The desks, mine first, with what is late and open; those not in use only when asked for."""
    vision = plan_in_force()
    if vision is None:
        raise Http404(_("計画がまだありません。概要版を読み取るか、計画台帳を取り込んでください"))
    today, words = clock.today(), request.GET.get("q", "").strip()
    year = fiscal_year_of(today)
    rows = desk_rows(user=request.user, vision=vision, fiscal_year=year, today=today, words=words)
    unused = [row for row in rows if not row.in_use]
    used = [row for row in rows if row.in_use]
    context = {
        "groups": [
            ("mine", _("わたしの担当"), [row for row in used if row.mine]),
            ("others", _("そのほか"), [row for row in used if not row.mine]),
            ("unused", _("使っていない机"), unused if request.GET.get("unused") == "1" else []),
        ],
        "hidden": len(unused) if request.GET.get("unused") != "1" else 0,
        "found": len(rows),
        "words": words,
        "works_all": is_secretariat(request.user),
        "fiscal_year": year,
    }
    return render(request, "desks/desks.html", context)


@writing
def setting(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Use the desk, or not."""
    found = DeskSetting.objects.filter(item=desk.item).first() or DeskSetting(item=desk.item)
    form = UseForm(request.POST or None, initial={"in_use": found.in_use, "note": found.note})
    back = f"{reverse('plan:desk', args=[desk.code])}?year={desk.fiscal_year}"
    if request.method == "POST" and form.is_valid():
        saved = set_in_use(item=desk.item, actor=request.user, now=clock.now(), **form.cleaned_data)
        told = _("この机を使います") if saved.in_use else _("この机を一覧から外しました。事業等の一覧の「使っていない机」から戻せます")
        messages.success(request, told)
        return HttpResponseRedirect(back)
    context = {"desk": desk, "form": form, "title": _("机を使うかどうか"), "back": back}
    return render(request, "desks/form_page.html", context)
