"""The bytes of an issued document may be erased once, after the retention period; everything else of it never changes."""

from django.db import migrations, models

from musubi.blocks.kernel.triggers import refuse_changes, refuse_changes_but_erasure

KEPT = (
    "id", "uid", "version", "created_at", "updated_at", "series", "subject", "language", "number", "title", "file_name", "media_type", "sha256",
    "template", "template_sha256", "input_sha256", "generator", "dated", "issued_at", "issued_by_id",
)  # fmt: skip
forward, reverse = refuse_changes("papers_document")
but_erasure, whole = refuse_changes_but_erasure("papers_document", content="content", marked="erased_on", kept=KEPT)


class Migration(migrations.Migration):
    dependencies = [("papers", "0002_documents_never_change")]
    operations = [
        migrations.RunPython(reverse, forward),
        migrations.AddField("document", "erased_on", models.DateField("内容を消去した日", null=True, blank=True)),
        migrations.RunPython(but_erasure, whole),
    ]
