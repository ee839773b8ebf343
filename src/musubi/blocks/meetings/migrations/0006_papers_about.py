"""What a paper names is kept with it; of papers made before nobody can say."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_no_seat_places")]
    operations = [
        migrations.AddField("paperfile", "about", models.TextField(blank=True, default="*", verbose_name="載っている記録のID")),
    ]
