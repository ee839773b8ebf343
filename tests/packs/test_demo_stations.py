"""The demo's stations lie at the points of their towns and say so."""

import pytest

from musubi.blocks.places.domain.importing import import_towns
from musubi.packs.demo.stations import STATIONS, keep_stations
from musubi.programs.brand.tours.domain.planner_atlas import current_atlas

pytestmark = pytest.mark.django_db


def test_stations_are_kept_once_each_at_its_town():
    import_towns()
    assert (keep_stations(who={}), keep_stations(who={})) == (len(STATIONS), 0)
    found = current_atlas().stations
    assert [(one.name, one.is_rough) for one in found] == [(station[0], True) for station in STATIONS]
    assert [one.words["ko"]["name"].text for one in found] == [station[5] for station in STATIONS]
