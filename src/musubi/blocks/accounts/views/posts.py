"""Posts and stand-ins."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.access import MANAGE_PEOPLE
from musubi.blocks.accounts.domain.people import PeopleError, appoint_deputy, begin_post, end_post
from musubi.blocks.accounts.interfaces.forms import DeputyForm, EndForm, PostForm
from musubi.blocks.accounts.models import Deputy, Membership
from musubi.blocks.accounts.views.people import person_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def new(request: HttpRequest, uid: str) -> HttpResponse:
    """Add a post."""
    person = person_of(request, uid)
    form = PostForm(request.POST or None, instance=Membership(user=person), initial={"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            begin_post(membership=form.save(commit=False), actor=request.user, now=clock.now())
            messages.success(request, _("所属を加えました"))
            return HttpResponseRedirect(reverse("people:person", args=[uid]))
        except PeopleError as error:
            form.add_error(None, str(error))
    title = _("%(name)sの所属を加える") % {"name": person.name}
    context = {"form": form, "title": title, "back": reverse("people:person", args=[uid])}
    return render(request, "people/form_page.html", {**context, "button": _("所属を加える")})


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def end(request: HttpRequest, uid: str) -> HttpResponse:
    """Let a post end on a day."""
    post = get_object_or_404(visible_to(request.user, Membership).select_related("user", "organization"), uid=uid)
    form = EndForm(request.POST or None, initial={"ends_before": post.ends_before or clock.today()})
    back = reverse("people:person", args=[post.user.uid])
    if request.method == "POST" and form.is_valid():
        try:
            end_post(membership=post, actor=request.user, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("所属の終了日を記録しました"))
            return HttpResponseRedirect(back)
        except PeopleError as error:
            form.add_error("ends_before", str(error))
    title = _("%(name)sの所属を終える: %(post)s") % {"name": post.user.name, "post": post}
    return render(request, "people/form_page.html", {"form": form, "title": title, "back": back, "button": _("終了日を記録する")})


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def deputy(request: HttpRequest, uid: str) -> HttpResponse:
    """Appoint a stand-in for a post."""
    post = get_object_or_404(visible_to(request.user, Membership).select_related("user", "organization"), uid=uid)
    form = DeputyForm(request.POST or None, instance=Deputy(membership=post), initial={"starts_on": clock.today()})
    back = reverse("people:person", args=[post.user.uid])
    if request.method == "POST" and form.is_valid():
        try:
            appoint_deputy(deputy=form.save(commit=False), actor=request.user, now=clock.now())
            messages.success(request, _("代理を記録しました。その日になると、自動で始まり、自動で終わります"))
            return HttpResponseRedirect(back)
        except PeopleError as error:
            form.add_error("user", str(error))
    title = _("%(name)sの代理を置く: %(post)s") % {"name": post.user.name, "post": post}
    return render(request, "people/form_page.html", {"form": form, "title": title, "back": back, "button": _("代理を置く")})
