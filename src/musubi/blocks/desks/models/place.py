"""Which facilities, lands and buildings a desk has to do with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from musubi.blocks.kernel.models import Record
from musubi.blocks.places.models import Building, Facility, Land
from musubi.blocks.vision.models import PlanItem

ONE_OF = (
    Q(facility__isnull=False, land__isnull=True, building__isnull=True)
    | Q(facility__isnull=True, land__isnull=False, building__isnull=True)
    | Q(facility__isnull=True, land__isnull=True, building__isnull=False)
)


class DeskPlace(Record):
    """机の場所: a facility, land or building of the register with which an item has to do, and what for."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="desk_places", verbose_name="項目")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="desk_places", verbose_name="施設")
    land = models.ForeignKey(Land, on_delete=models.PROTECT, null=True, blank=True, related_name="desk_places", verbose_name="土地")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, null=True, blank=True, related_name="desk_places", verbose_name="建物")
    note = models.CharField("何の場所か", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机の場所"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_OF, name="desks_place_one"),
            *(
                models.UniqueConstraint(fields=["item", name], condition=Q(**{f"{name}__isnull": False}), name=f"desks_place_{name}_once")
                for name in ("facility", "land", "building")
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)

    @property
    def place(self) -> Facility | Land | Building:
        """The one it names."""
        found = self.facility or self.land or self.building
        assert found is not None  # noqa: S101 - held by the database
        return found

    @property
    def kind(self) -> str:
        """The part of the register in which it stands: facilities, lands or buildings."""
        return "facilities" if self.facility_id else "lands" if self.land_id else "buildings"
