"""Events and records of reading can be added, never changed nor removed."""

from django.db import migrations

from musubi.blocks.kernel.triggers import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(*refuse_changes("audit_event")),
        migrations.RunPython(*refuse_changes("audit_personaldataview")),
    ]
