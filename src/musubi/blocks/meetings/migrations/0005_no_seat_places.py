"""The seating plan follows from attendance and office; places were never kept."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_one_paper_template_in_use")]
    operations = [migrations.RemoveField("attendance", "seat_row"), migrations.RemoveField("attendance", "seat_column")]
