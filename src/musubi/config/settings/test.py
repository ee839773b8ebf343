"""Settings for tests: a strict run on a file database of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "MUSUBI_DATA" not in os.environ:
    os.environ["MUSUBI_DATA"] = tempfile.mkdtemp(prefix="musubi-test-")
    atexit.register(shutil.rmtree, os.environ["MUSUBI_DATA"], ignore_errors=True)
os.environ.setdefault("MUSUBI_SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests")
os.environ.setdefault("MUSUBI_DEMO", "0")
# The engine is compiled once a machine, not once a run.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"musubi-test-compiled-{os.getuid()}"))

from musubi.config.settings.base import *  # noqa: F403 - the environment must be set first
from musubi.config.settings.base import DATA, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if str(DATABASES["default"]["ENGINE"]).endswith("sqlite3"):
    # A file, not memory: locking between connections is only real on a file.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA) / "test.sqlite3")}
AXES_ENABLED = True
