"""Settings with which `musubi serve` runs."""

from musubi.config.settings.base import *  # noqa: F403 - settings extend the base file
