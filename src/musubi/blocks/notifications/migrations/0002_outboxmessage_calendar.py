"""A mail may carry a date for the reader's calendar."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [migrations.AddField("outboxmessage", "calendar", models.TextField("カレンダーの予定(iCalendar)", blank=True, default=""), preserve_default=False)]
