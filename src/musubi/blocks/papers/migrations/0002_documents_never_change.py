"""An issued document is never changed nor removed."""

from django.db import migrations

from musubi.blocks.kernel.triggers import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [migrations.RunPython(*refuse_changes("papers_document"))]
