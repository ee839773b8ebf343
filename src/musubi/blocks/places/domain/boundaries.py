"""The outlines of municipalities for maps, from data/boundaries.geojson (source and licence: data/README.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[1] / "data" / "boundaries.geojson"
ATTRIBUTION = "「国土数値情報(行政区域データ)」(国土交通省)を加工して作成"
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Boundary:
    """行政区域: a municipality with its name in four languages and its rings of (longitude, latitude)."""

    code: str
    names: dict[str, str]
    rings: tuple[Ring, ...]


@cache
def feature_collection() -> dict[str, Any]:
    """The file as GeoJSON."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@cache
def boundaries() -> tuple[Boundary, ...]:
    """All municipalities known, by code."""
    return tuple(
        Boundary(
            feature["properties"]["code"],
            {key: value for key, value in feature["properties"].items() if key != "code"},
            tuple(tuple((lon, lat) for lon, lat in ring) for polygon in feature["geometry"]["coordinates"] for ring in polygon),
        )
        for feature in feature_collection()["features"]
    )
