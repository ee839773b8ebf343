"""Fictional tasks for the demo, around the day on which its clock stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from musubi.blocks.accounts.domain.demo import MARK
from musubi.blocks.accounts.models import Organization, User
from musubi.blocks.notifications.domain.tasks import open_task
from musubi.blocks.notifications.models import Task

KIND = "demo"


@dataclass(frozen=True)
class DemoTask:
    """A fictional task: what, days from today, unit, person (mail name; empty: nobody yet), page to do it on."""

    title: str
    days: int
    organization: str
    person: str = ""
    address: str = ""


TASKS = (
    DemoTask("上半期の進捗を課内で確かめる", -5, "industrial-promotion", "jimukyoku", "/staff/plan/"),
    DemoTask("ビジョンの未確定の項目を確かめる", 0, "industrial-promotion", "jimukyoku", "/staff/plan/questions/"),
    DemoTask("所管課のない事業の担当を決める", 2, "industrial-promotion", "kacho", "/staff/plan/unowned/"),
    DemoTask("推進会議の日程を調整する", 6, "industrial-promotion", "", ""),
    DemoTask("体験農場の利用者の声をまとめる", 1, "demo-agriculture", "tanto", ""),
    DemoTask("重点事業の実績見込みを確かめる", 9, "demo-agriculture", "torimatome", "/staff/plan/"),
    DemoTask("農業者への案内文を見直す", 20, "demo-agriculture", "", ""),
    DemoTask("支援の取組状況を事務局へ知らせる", 5, "demo-chamber", "dantai", ""),
)


@transaction.atomic
def load_demo_tasks(*, today: dt.date, now: dt.datetime) -> int:
    """Open the demo's tasks where they were never opened; returns how many. Those done since stay done."""
    known = set(Task.objects.filter(object_type=KIND).values_list("object_id", flat=True))
    made = 0
    for number, data in enumerate(TASKS, start=1):
        body = Organization.objects.filter(code=data.organization).first()
        if str(number) in known or body is None:
            continue
        person = User.objects.filter(email=f"{data.person}@demo.example.jp", is_demo=True).first()
        open_task(
            title=data.title + MARK,
            due_on=today + dt.timedelta(days=data.days),
            today=today,
            now=now,
            assignee=person,
            organization=body,
            address=data.address,
            object_type=KIND,
            object_id=str(number),
        )
        made += 1
    return made
