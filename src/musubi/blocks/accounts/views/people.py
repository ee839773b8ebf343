"""People: find them, see their posts and history, correct, stop and let in again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.access import MANAGE_PEOPLE
from musubi.blocks.accounts.domain.people import PeopleError, set_active
from musubi.blocks.accounts.domain.roles import may_manage
from musubi.blocks.accounts.domain.second_factor import has_second_factor
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.interfaces.forms import PersonForm, ReasonOnlyForm
from musubi.blocks.accounts.interfaces.move_workbook import write_posts
from musubi.blocks.accounts.models import Membership, Organization, User
from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.audit.domain.updates import FieldConflictError, update_record
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download

PAGE_SIZE = 50
SORTS = {"kana": ("name_kana", "name", "pk"), "name": ("name", "pk"), "email": ("email",), "new": ("-created_at", "-pk")}


def _found(request: HttpRequest) -> QuerySet[User]:
    """The people that the filters leave."""
    people = visible_to(request.user, User)
    query, role, body = (request.GET.get(key, "").strip() for key in ("q", "role", "organization"))
    if query:
        people = people.filter(Q(name__icontains=query) | Q(name_kana__icontains=query) | Q(email__icontains=query))
    if role or body:
        posts = Membership.objects.active_on(clock.today())
        posts = posts.filter(role=role) if role in Role.values else posts
        posts = posts.filter(organization__uid=body) if body else posts
        people = people.filter(pk__in=posts.values("user"))
    if request.GET.get("active") == "0":
        people = people.filter(is_active=False)
    elif request.GET.get("active") != "all":
        people = people.filter(is_active=True)
    return people.order_by(*SORTS.get(request.GET.get("sort", ""), SORTS["kana"]))


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def people_page(request: HttpRequest) -> HttpResponse:
    """All people, by name, role, organisation and state."""
    page = Paginator(_found(request), PAGE_SIZE).get_page(request.GET.get("page"))
    posts: dict[int, list[Membership]] = {}
    active = Membership.objects.active_on(clock.today()).filter(user__in=[user.pk for user in page])
    for post in active.select_related("organization"):
        posts.setdefault(post.user_id, []).append(post)
    context = {
        "page": page,
        "rows": [{"user": user, "posts": posts.get(user.pk, [])} for user in page],
        "roles": Role.choices,
        "bodies": Organization.objects.order_by("order", "code"),
        "asked": request.GET,
    }
    return render(request, "people/list.html", context)


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def export(request: HttpRequest) -> HttpResponse:
    """The found people's posts as a workbook; the reading is logged."""
    found = _found(request)
    posts = Membership.objects.active_on(clock.today()).filter(user__in=found).select_related("user", "organization")
    record_personal_view(actor=request.user, obj=request.user, page=request.get_full_path(), now=clock.now(), purpose="export")
    return as_download(write_posts(posts.order_by("user__name_kana", "pk")), "people.xlsx")


def person_of(request: HttpRequest, uid: str) -> User:
    """The person, the reading logged unless it is oneself."""
    person: User = get_object_or_404(visible_to(request.user, User), uid=uid)
    if person.pk != request.user.pk:
        record_personal_view(actor=request.user, obj=person, page=request.path, now=clock.now())
    return person


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def person_page(request: HttpRequest, uid: str) -> HttpResponse:
    """One person: posts, stand-ins, state, history."""
    person = person_of(request, uid)
    context = {
        "person": person,
        "posts": person.memberships.select_related("organization").prefetch_related("deputies__user").order_by("-starts_on", "pk"),
        "today": clock.today(),
        "may_manage": may_manage(actor=request.user, person=person, day=clock.today()),
        "has_second_factor": has_second_factor(person),
        "history": history_of(person)[:5],
        "history_of": address_of(person),
        "reason": ReasonOnlyForm(),
    }
    return render(request, "people/person.html", context)


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Correct a person's data; newer values of others are shown beside one's own."""
    person = person_of(request, uid)
    if not may_manage(actor=request.user, person=person, day=clock.today()):
        raise PermissionDenied
    form = PersonForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid() and save_record(request, form, person, verb="user.changed"):
        messages.success(request, _("保存しました"))
        return HttpResponseRedirect(reverse("people:person", args=[uid]))
    context = {"form": form, "title": person.name, "back": reverse("people:person", args=[uid])}
    return render(request, "people/record_edit.html", context, status=409 if form.conflicts else 200)


def save_record(request: HttpRequest, form: Any, record: Any, *, verb: str) -> bool:
    """Save what a RecordForm changed; False when others were first, the form then offers both versions."""
    try:
        update_record(
            record=record,
            values=form.values(),
            unchanged=form.unchanged,
            actor=request.user,
            now=clock.now(),
            verb=verb,
        )
    except FieldConflictError as error:
        form.show_conflicts(dict(error.current))
        return False
    return True


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def active(request: HttpRequest, uid: str) -> HttpResponse:
    """Stop an account, or let it in again, with a reason."""
    person = person_of(request, uid)
    form = ReasonOnlyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_active(
                user=person,
                active=not person.is_active,
                actor=request.user,
                now=clock.now(),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, _("アカウントの状態を変えました"))
            return HttpResponseRedirect(reverse("people:person", args=[uid]))
        except PeopleError as error:
            form.add_error(None, str(error))
    return render(request, "people/active.html", {"form": form, "person": person})
