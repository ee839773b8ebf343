"""A message knows whose address a letter made of it bears."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_outboxmessage_calendar")]
    operations = [
        migrations.AddField("outboxmessage", "addressee_uid", models.CharField("郵送先ID", max_length=64, blank=True, default=""), preserve_default=False)
    ]
