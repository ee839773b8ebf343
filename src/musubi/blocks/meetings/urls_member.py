"""Addresses of a member's pages, and of the office's answers to members."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.meetings.views import member, questions

app_name = "member"
ONE = "member/meetings/<str:uid>/"
urlpatterns = [
    path("member/", member.home, name="home"),
    path(ONE, member.meeting, name="meeting"),
    path(f"{ONE}reply/", member.reply, name="reply"),
    path(f"{ONE}poll/", member.poll, name="poll"),
    path(f"{ONE}note/", member.note, name="note"),
    path(f"{ONE}ask/", member.ask, name="ask"),
    path(f"{ONE}check/", member.check, name="check"),
    path("staff/meetings/<str:uid>/questions/", questions.questions, name="questions"),
    path("staff/meetings/<str:uid>/questions/new/", questions.typed, name="question-typed"),
    path("staff/meetings/<str:uid>/questions/<str:question>/", questions.answer, name="question-answer"),
]
