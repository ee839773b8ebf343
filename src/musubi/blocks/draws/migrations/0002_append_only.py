"""What two people typed, how the draw was held and what happened since are never changed or deleted, on both databases."""

from django.db import migrations

from musubi.blocks.kernel.triggers import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("draws", "0001_tables")]

    operations = [
        migrations.RunPython(*refuse_changes("draws_publicvalue")),
        migrations.RunPython(*refuse_changes("draws_drawrun")),
        migrations.RunPython(*refuse_changes("draws_drawevent")),
        migrations.RunPython(*refuse_changes("draws_drawoutcome", "DELETE")),
    ]
