"""Closed lists of open data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class ImportStatus(TextChoices):
    """取込みの状態."""

    CHECKING = "checking", _("確かめている")
    APPLIED = "applied", _("取り込んだ")


class RowState(TextChoices):
    """行の扱い: what becomes of one row of a file."""

    NEW = "new", _("新しく加える")
    CHANGED = "changed", _("変える")
    SAME = "same", _("変わりなし")
    REJECTED = "rejected", _("取り込めない")
