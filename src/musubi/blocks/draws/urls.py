"""Addresses of draws: the office's under /staff/draws/, everybody's under /draws/."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.draws.views import public, staff, staff_entries, staff_losses, staff_steps, staff_waiting

app_name = "draws"
STAFF, ONE = "staff/draws/", "staff/draws/<str:uid>/"
urlpatterns = [
    path("draws/", public.draws, name="public-list"),
    path("draws/<str:uid>/", public.draw, name="public"),
    path("draws/<str:uid>/list.txt", public.file, {"which": "list"}, name="public-file-list"),
    path("draws/<str:uid>/result.txt", public.file, {"which": "result"}, name="public-file"),
    path(STAFF, staff.draws, name="list"),
    path(f"{STAFF}new/", staff.new, name="new"),
    path(ONE, staff.draw, name="draw"),
    path(f"{ONE}edit/", staff.edit, name="edit"),
    path(f"{ONE}rules/<slug:kind>/<slug:rule_uid>/", staff.rule, name="rule"),
    path(f"{ONE}rules/<slug:kind>/<slug:rule_uid>/remove/", staff.remove, name="rule-remove"),
    path(f"{ONE}step/<slug:name>/", staff_steps.step, name="step"),
    path(f"{ONE}sheet.<slug:ending>", staff_steps.sheet, name="sheet"),
    path(f"{ONE}entries/", staff_entries.entries, name="entries"),
    path(f"{ONE}entries/export/", staff_entries.export, name="entries-export"),
    path(f"{ONE}entries/new/", staff_entries.new, name="entry-new"),
    path(f"{ONE}entries/take/<slug:way>/", staff_entries.take, name="entries-take"),
    path(f"{ONE}entries/<str:entry_uid>/", staff_entries.entry, name="entry"),
    path(f"{ONE}entries/<str:entry_uid>/edit/", staff_entries.edit, name="entry-edit"),
    path(f"{ONE}entries/<str:entry_uid>/withdraw/", staff_entries.withdraw, name="entry-withdraw"),
    path(f"{ONE}entries/<str:entry_uid>/leave/", staff_waiting.leave, name="entry-leave"),
    path(f"{ONE}losses/", staff_losses.losses, name="losses"),
    path(f"{ONE}losses/count/", staff_losses.count, name="losses-count"),
    path(f"{ONE}losses/decide/<str:entry_uid>/<str:earlier_uid>/", staff_losses.decide, name="losses-decide"),
    path(f"{ONE}postcards/", staff_entries.postcards, name="postcards"),
    path(f"{ONE}waiting/", staff_waiting.waiting, name="waiting"),
    path(f"{ONE}offers/<str:offer_uid>/accept/", staff_waiting.accept, name="offer-accept"),
    path(f"{ONE}offers/<str:offer_uid>/letter/", staff_waiting.letter, name="offer-letter"),
]
