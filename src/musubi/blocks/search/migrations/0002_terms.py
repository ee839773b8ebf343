"""The terms beside the entries: an FTS5 table on SQLite, a tsvector column with a GIN index on PostgreSQL."""

from django.db import migrations


def make_terms(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("CREATE VIRTUAL TABLE search_terms USING fts5(terms, tokenize='ascii', detail='none')")
    else:
        schema_editor.execute("ALTER TABLE search_entry ADD COLUMN terms tsvector")
        schema_editor.execute("CREATE INDEX search_entry_terms ON search_entry USING gin (terms)")


def drop_terms(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_terms")
    else:
        schema_editor.execute("ALTER TABLE search_entry DROP COLUMN terms")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make_terms, drop_terms)]
