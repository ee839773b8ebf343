"""Run by test_killed.py as a process of its own: do one step of an application, and die (kill -9) at the moment a row of a table is written."""

import datetime as dt
import os
import signal
import sys

import django


def main(table: str, work: str, uid: str) -> None:
    """Die in the middle of `work`."""
    django.setup()
    from django.db.models.signals import post_save

    from musubi.blocks.applications.domain import files, submission
    from musubi.blocks.applications.models import Application, Upload

    def die(sender, **_more):
        if sender._meta.label == table:
            os.kill(os.getpid(), signal.SIGKILL)

    now = dt.datetime(2020, 5, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    if work == "submit":
        application = Application.objects.get(uid=uid)
        post_save.connect(die)
        submission.submit(application=application, actor=application.applicant, now=now, today=now.date())
    elif work == "part":
        upload = Upload.objects.get(uid=uid)
        post_save.connect(die)
        files.append_part(upload=upload, offset=upload.received, data=b"2,b\r\n" * 1000)
    else:
        upload = Upload.objects.get(uid=uid)
        post_save.connect(die)
        files.finish_upload(upload=upload, actor=None, now=now)


if __name__ == "__main__":
    main(*sys.argv[1:])
