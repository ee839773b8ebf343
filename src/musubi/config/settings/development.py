"""Settings for work on the code: error pages and unhashed static files."""

from musubi.config.settings.base import *  # noqa: F403 - settings extend the base file

DEBUG = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
