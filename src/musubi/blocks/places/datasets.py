"""The lists of the municipal standard that places take in and give out."""

from __future__ import annotations

from functools import partial

from musubi.blocks.opendata.domain.datasets import Dataset, register_dataset
from musubi.blocks.places.domain.open_data import reading, writing
from musubi.blocks.places.domain.queries import municipality_names
from musubi.blocks.places.rules import WORK_SPOTS, WORK_WIFI


def register_datasets() -> None:
    """Called once when apps are ready."""
    for code, permission, prepare, slug in (
        (reading.TOURISM, WORK_SPOTS, reading.prepare_tourism, "spots"),
        (reading.EVENT, WORK_SPOTS, reading.prepare_events, "events"),
        (reading.WIFI, WORK_WIFI, reading.prepare_wifi, "wifi"),
        (reading.CULTURAL, WORK_SPOTS, reading.prepare_cultural, "spots"),
    ):
        register_dataset(
            Dataset(code, permission, prepare, reading.apply_rows, partial(writing.rows_of, code), municipality_names, f"/staff/visitors/{slug}/")
        )
