"""A frozen edition's bytes and its errata are never changed or deleted, on both databases."""

from django.db import migrations

from musubi.blocks.kernel.triggers import refuse_changes

EDITION = "reporting_yearedition"
COLUMNS = "content, sha256, fiscal_year, number, vision_id"


def keep_bytes(apps, schema_editor):
    """Refuse updates of the columns that make the edition what it is; its publication is still recorded."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {EDITION}_keeps BEFORE UPDATE OF {COLUMNS} ON {EDITION} BEGIN SELECT RAISE(ABORT, '{EDITION} is frozen'); END", params=None
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER {EDITION}_keeps BEFORE UPDATE OF {COLUMNS} ON {EDITION} FOR EACH ROW EXECUTE FUNCTION musubi_refuse_change()", params=None
        )


def let_go(apps, schema_editor):
    on = f" ON {EDITION}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {EDITION}_keeps{on}", params=None)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_tables")]

    operations = [
        migrations.RunPython(*refuse_changes(EDITION, "DELETE")),
        migrations.RunPython(*refuse_changes("reporting_erratum")),
        migrations.RunPython(keep_bytes, let_go),
    ]
