"""Addresses of meetings and minutes: the office's pages and the public ones."""

from __future__ import annotations

from django.urls import path, re_path

from musubi.blocks.meetings.views import attendance, meetings, minutes, public

app_name = "meetings"
ONE = "staff/meetings/<str:uid>/"
UID = r"(?P<uid>\w+)"
PUBLIC = r"^councils/(?P<code>[-\w]+)/(?P<year>\d{4})-(?P<number>\d{1,3})/"
urlpatterns = [
    path("staff/meetings/", meetings.meetings, name="list"),
    path("staff/bodies/<str:uid>/meetings/new/", meetings.new, name="new"),
    path(ONE, meetings.meeting, name="meeting"),
    path(f"{ONE}edit/", meetings.edit, name="edit"),
    re_path(rf"^staff/meetings/{UID}/step/(?P<name>when|announce|begin|close|cancel)/$", meetings.step, name="step"),
    path(f"{ONE}agenda/new/", meetings.agenda_new, name="agenda-new"),
    path(f"{ONE}agenda/<str:item>/", meetings.agenda_edit, name="agenda-edit"),
    re_path(rf"^staff/meetings/{UID}/agenda/(?P<item>\w+)/(?P<action>up|down|remove)/$", meetings.agenda_act, name="agenda-act"),
    path(f"{ONE}agenda/<str:item>/begin/", minutes.turn_to, name="turn-to"),
    path(f"{ONE}attendance/", attendance.attendance, name="attendance"),
    re_path(rf"^staff/meetings/{UID}/(?P<kind>nameplates|seating)\.pdf$", attendance.room_paper, name="room-paper"),
    path(f"{ONE}honoraria.xlsx", meetings.papers_of_payment, name="honoraria"),
    path(f"{ONE}poll/", attendance.poll, name="poll"),
    path(f"{ONE}poll/answers/", attendance.poll_answers, name="poll-answers"),
    path(f"{ONE}poll/<str:option>/choose/", attendance.poll_choose, name="poll-choose"),
    path(f"{ONE}minutes/", minutes.minutes, name="minutes"),
    path(f"{ONE}minutes/record/", minutes.record, name="minutes-record"),
    re_path(rf"^staff/meetings/{UID}/minutes/step/(?P<name>check|back|final|publish)/$", minutes.step, name="minutes-step"),
    re_path(rf"^staff/meetings/{UID}/minutes\.(?P<kind>pdf|docx)$", minutes.paper, name="minutes-paper"),
    re_path(rf"^staff/meetings/{UID}/minutes/(?P<line>\w+)/(?P<action>edit|redact)/$", minutes.line, name="line"),
    re_path(rf"^staff/meetings/{UID}/minutes/(?P<line>\w+)/(?P<action>up|down|remove)/$", minutes.line_act, name="line-act"),
    path(f"{ONE}checks/<str:check>/", minutes.settle, name="settle"),
    path(f"{ONE}checks/<str:check>/heard/", minutes.heard, name="heard"),
    path("meetings/<str:uid>.ics", meetings.ical, name="ical"),
    path("councils/calendar/", public.public_calendar, name="public-calendar"),
    path("councils/calendar.ics", public.public_ical, name="public-ical"),
    re_path(PUBLIC + "$", public.meeting, name="public"),
    re_path(PUBLIC + r"minutes\.(?P<kind>pdf|docx)$", public.minutes_file, name="public-minutes"),
]
