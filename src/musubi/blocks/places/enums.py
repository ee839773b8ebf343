"""Closed lists of places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices


class PositionAccuracy(TextChoices):
    """位置の精度: how exactly a point stands for its address, from the coarsest to the finest."""

    TOWN = "town", _("町丁目の代表点")
    BLOCK = "block", _("街区・番地")
    EXACT = "exact", _("建物")

    @property
    def fineness(self) -> int:
        """Grows with accuracy."""
        return list(type(self)).index(self)
