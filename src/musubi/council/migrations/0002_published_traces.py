"""A published trace's content is never changed or deleted, on both databases; its retraction is still recorded."""

from django.db import migrations

from musubi.blocks.kernel.triggers import refuse_changes

TRACE = "council_publishedtrace"
COLUMNS = "content, sha256, number, issue_id, published_at"


def keep_content(apps, schema_editor):
    """Refuse updates of what makes the trace what it is."""
    on = f"CREATE TRIGGER {TRACE}_keeps BEFORE UPDATE OF {COLUMNS} ON {TRACE}"
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"{on} BEGIN SELECT RAISE(ABORT, '{TRACE} is published'); END", params=None)
    else:
        schema_editor.execute(f"{on} FOR EACH ROW EXECUTE FUNCTION musubi_refuse_change()", params=None)


def let_go(apps, schema_editor):
    on = f" ON {TRACE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRACE}_keeps{on}", params=None)


class Migration(migrations.Migration):
    dependencies = [("council", "0001_tables")]

    operations = [
        migrations.RunPython(*refuse_changes(TRACE, "DELETE")),
        migrations.RunPython(keep_content, let_go),
    ]
