"""The whole history of one record."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import of_record, record_personal_view
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to

PAGE_SIZE = 50


@login_required
@permission_required("audit.view_event", raise_exception=True)
def history(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """All events of a record, newest first; the record may be gone, its trail stays.

    Who may not view the record does not read its history either; reading a person's is logged.
    """
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError) as error:
        raise Http404(_("この種類の記録はありません")) from error
    fields = {field.name for field in model._meta.fields}
    record = model._base_manager.filter(uid=uid).first() if "uid" in fields else None
    own = Q(object_type=model._meta.label, object_id=uid) if record is None else of_record(record, request.user)
    events = visible_to(request.user, Event).filter(own)
    if record is None and not events.exists():
        raise Http404(_("この記録の履歴はありません"))
    permission = f"{model._meta.app_label}.view_{model._meta.model_name}"
    if record is not None and not request.user.has_perm(permission, record):
        raise Http404(_("この記録の履歴はありません"))  # a refusal would tell that the record is there
    if record is not None and getattr(model, "personal_fields", None) and record.pk != request.user.pk:
        record_personal_view(actor=request.user, obj=record, page=request.path, now=clock.now(), purpose="history")
    page = Paginator(events.prefetch_related("personal_values"), PAGE_SIZE).get_page(request.GET.get("page"))
    label = str(record) if record is not None else uid
    return render(request, "audit/history.html", {"page": page, "kind": model._meta.verbose_name, "label": label})
