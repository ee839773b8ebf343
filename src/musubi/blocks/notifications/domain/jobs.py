"""Background jobs of django-tasks: run one, try again after failures, take over what a dead worker left.

The database backend runs a job once and keeps no lease, so both are done here. A job may therefore run twice and has to
be written so that this does no harm.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from musubi.blocks.kernel import clock
from musubi.blocks.notifications.domain.tasks import open_for_office

logger = logging.getLogger(__name__)
BACK_OFF = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]  # between five attempts
LONGEST_RUN = dt.timedelta(hours=1)  # after that long, the worker of a running job counts as dead


def run_next_job(*, worker: str, now: dt.datetime) -> bool:
    """Run the next job that is ready; False where none is."""
    _take_over(now)
    ready = DBTaskResult.objects.ready()
    if not ready.exists():  # asked every few seconds: no write lock for nothing
        return False
    with exclusive_transaction():
        job = ready.get_locked()
        if job is None:
            return False
        job.claim(worker[:64])
    _runner(worker).run_task(job)
    job.refresh_from_db()
    if job.status == TaskResultStatus.FAILED:
        _failed(job, now)
    return True


def _runner(worker: str) -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=worker[:64],
        excluded_queue_names=[],
    )


def _take_over(now: dt.datetime) -> None:
    for job in DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_RUN):
        if len(job.worker_ids) > len(BACK_OFF):
            _failed(job, now)
        else:
            _again(job, now)


@transaction.atomic
def _failed(job: DBTaskResult, now: dt.datetime) -> None:
    attempts = len(job.worker_ids)
    logger.warning("job %s failed, attempt %d: %s", job.id, attempts, job.exception_class_path)
    if attempts <= len(BACK_OFF):
        _again(job, now + BACK_OFF[attempts - 1])
        return
    DBTaskResult.objects.filter(pk=job.pk).update(status=TaskResultStatus.FAILED, finished_at=now)
    open_for_office(
        title="できなかった処理を確かめる",
        detail=f"{job.task_name} {job.exception_class_path}".strip(),
        address="",
        object_type=DBTaskResult._meta.label,
        object_id=str(job.pk),
        today=clock.today(),
        now=now,
    )


def _again(job: DBTaskResult, run_after: dt.datetime) -> None:
    DBTaskResult.objects.filter(pk=job.pk, status=job.status).update(status=TaskResultStatus.READY, run_after=run_after, finished_at=None)
