"""Issued papers are never changed or deleted, on both databases; sending and publishing a set are still recorded."""

from django.db import migrations

from musubi.blocks.kernel.triggers import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_tables")]

    operations = [
        migrations.RunPython(*refuse_changes("meetings_paperfile")),
        migrations.RunPython(*refuse_changes("meetings_meetingpapers", "DELETE")),
    ]
