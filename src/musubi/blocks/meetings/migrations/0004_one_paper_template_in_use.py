"""At most one edition of a template is in use; apart from the columns before, which PostgreSQL wants committed first."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_paper_templates_by_format")]
    operations = [
        migrations.AddConstraint(
            "papertemplate", models.UniqueConstraint(fields=["source", "body", "format", "edition"], name="meetings_paper_template_edition")
        ),
        migrations.AddConstraint(
            "papertemplate",
            models.UniqueConstraint(
                fields=["source", "format", "edition"], condition=Q(body__isnull=True), name="meetings_paper_template_edition_all"
            ),
        ),
        migrations.AddConstraint(
            "papertemplate",
            models.UniqueConstraint(fields=["source", "body", "format"], condition=Q(in_use=True), name="meetings_paper_template_in_use"),
        ),
        migrations.AddConstraint(
            "papertemplate",
            models.UniqueConstraint(
                fields=["source", "format"], condition=Q(in_use=True, body__isnull=True), name="meetings_paper_template_in_use_all"
            ),
        ),
    ]
