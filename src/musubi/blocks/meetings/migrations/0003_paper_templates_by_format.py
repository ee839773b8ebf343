"""A template is Word or Excel; one edition of each is in use for a kind of paper and a body."""

from django.db import migrations, models
from django.db.models import Q


def name_formats(apps, _editor):
    """The format is what the file's name says."""
    model = apps.get_model("meetings", "PaperTemplate")
    model.objects.filter(file_name__iendswith=".xlsx").update(format="xlsx")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_issued_papers")]
    operations = [
        migrations.AddField(
            "papertemplate",
            "format",
            models.CharField("ファイルの種類", max_length=10, choices=[("docx", "Word"), ("xlsx", "Excel")], default="docx"),
            preserve_default=False,
        ),
        migrations.RunPython(name_formats, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            "papertemplate",
            {"verbose_name": "会議資料の様式", "verbose_name_plural": "会議資料の様式", "ordering": ["source", "body", "format", "-edition"]},
        ),
        migrations.AlterField("paperplan", "source", models.CharField("作り方", max_length=80, blank=True)),
        migrations.RemoveConstraint("paperplan", "meetings_paper_plan_made_from"),
        migrations.AddConstraint(
            "paperplan",
            models.CheckConstraint(
                condition=Q(source="", file__isnull=False) | (~Q(source="") & Q(file__isnull=True)), name="meetings_paper_plan_made_from"
            ),
        ),
    ]
