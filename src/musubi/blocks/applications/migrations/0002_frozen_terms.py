"""Terms of a call and receipts are never changed; a receipt may go with its application when the retention period is over."""

from django.db import migrations

from musubi.blocks.kernel.triggers import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_tables")]

    operations = [
        migrations.RunPython(*refuse_changes("applications_callterms")),
        migrations.RunPython(*refuse_changes("applications_receipt", "UPDATE")),
    ]
