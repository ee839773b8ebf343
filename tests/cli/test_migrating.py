"""A new database is made the quick way, and comes out as the framework's own way makes it."""

import os
import sqlite3
import subprocess
import sys

WAYS = {
    "quick": "from musubi.cli.migrating import migrate; migrate('vision')",
    "slow": "from django.core.management import call_command; call_command('migrate', 'vision', verbosity=0)",
}


def schema(folder, way):
    environment = {**os.environ, "MUSUBI_DATA": str(folder), "MUSUBI_DEMO": "0", "DJANGO_SETTINGS_MODULE": "musubi.config.settings.production"}
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", f"import django; django.setup(); {WAYS[way]}"], env=environment, check=True)
    with sqlite3.connect(folder / "musubi.sqlite3") as connection:
        found = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
    connection.close()
    return found


def test_both_ways_make_the_same_tables(tmp_path_factory):
    quick, slow = (schema(tmp_path_factory.mktemp(way), way) for way in WAYS)
    assert {kind for kind, _name, _sql in quick} == {"table", "index", "trigger"}
    assert quick == slow
