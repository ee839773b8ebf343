"""A made OpenStreetMap extract in its two forms: who may use which way, and what is refused."""

import bz2
import gzip
import json
import zlib

import pytest
from tests.engine.itinerary.test_formats import OWN

from musubi_engine.common import InvalidDataError
from musubi_engine.itinerary.model import UNREACHABLE
from musubi_engine.itinerary.network import network_minutes
from musubi_engine.itinerary.openstreetmap import passable, read_extract
from musubi_engine.itinerary.own_format import read_own

# a square of about 1,110 by 1,100 m; 5 and 6 lie apart
NODES = {1: (35.80, 139.40), 2: (35.81, 139.40), 3: (35.81, 139.4122), 4: (35.80, 139.4122), 5: (35.80, 139.43), 6: (35.801, 139.43)}
WAYS = [
    ([1, 2], {"highway": "residential"}),
    ([2, 3], {"highway": "residential", "oneway": "yes"}),
    ([3, 4], {"highway": "unclassified", "oneway": "yes"}),
    ([4, 1], {"highway": "footway", "bicycle": "yes", "name": "緑道"}),
    ([3, 1], {"highway": "steps"}),
    ([1, 3], {"highway": "motorway"}),
    ([5, 6], {"highway": "residential"}),
    ([1, 4, 2], {"building": "yes"}),
]


def xml():
    nodes = "".join(f'<node id="{k}" lat="{lat}" lon="{lon}"/>' for k, (lat, lon) in NODES.items())
    ways = "".join(
        f'<way id="{k}">' + "".join(f'<nd ref="{r}"/>' for r in refs) + "".join(f'<tag k="{a}" v="{b}"/>' for a, b in tags.items()) + "</way>"
        for k, (refs, tags) in enumerate(WAYS)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{nodes}{ways}</osm>'.encode()


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def signed(values):
    steps = [b - a for a, b in zip([0, *values], values, strict=False)]
    return b"".join(varint(step << 1 if step >= 0 else (-step << 1) - 1) for step in steps)


def part(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def pbf():
    words = sorted({word for _, tags in WAYS for pair in tags.items() for word in pair})
    strings = part(1, b"".join(part(1, word.encode()) for word in ["", *words]))
    lats, lons = ([round(p[axis] * 1e7) for p in NODES.values()] for axis in (0, 1))
    dense = part(2, part(1, signed(list(NODES))) + part(8, signed(lats)) + part(9, signed(lons)))
    ways = b"".join(
        part(3, part(2, b"".join(varint(words.index(k) + 1) for k in tags)) + part(3, b"".join(varint(words.index(v) + 1) for v in tags.values()))
             + part(8, signed(refs)))
        for refs, tags in WAYS
    )  # fmt: skip
    blocks = [("OSMHeader", b""), ("OSMData", strings + part(2, dense)), ("OSMData", strings + part(2, ways))]
    out = b""
    for kind, block in blocks:
        blob = varint(2 << 3) + varint(len(block)) + part(3, zlib.compress(block))
        header = part(1, kind.encode()) + varint(3 << 3) + varint(len(blob))
        out += len(header).to_bytes(4, "big") + header + blob
    return out


@pytest.fixture(params=["a.osm", "a.osm.gz", "a.osm.bz2", "a.osm.pbf"])
def extract(request, tmp_path):
    pack = {"osm": xml, "gz": lambda: gzip.compress(xml()), "bz2": lambda: bz2.compress(xml()), "pbf": pbf}
    path = tmp_path / request.param
    path.write_bytes(pack[request.param.rsplit(".", 1)[1]]())
    return path


def times(extract, **more):
    return network_minutes(read_extract(extract, **more), [NODES[k] for k in (1, 2, 3, 4)], kmh=6).tolist()


def test_walkers_take_steps_and_go_against_one_way_streets(extract):
    found = times(extract)

    assert found[0][1] == found[1][0] == 12  # 1,112 m at 100 m a minute
    assert found[1][2] == found[2][1] == 12
    assert found[0][2] == 16  # the steps across
    assert times(extract, steps=False)[0][2] == 23  # two sides of the square


def test_cyclists_keep_to_one_way_streets_and_what_is_open_to_them(extract):
    found = times(extract, mode="bicycle")

    assert found[1][2] == 12
    assert found[2][1] == 34  # round the square, by the footway that allows bicycles
    assert found[0][2] == 23


def test_a_fragment_without_connection_is_left_out(extract):
    network = read_extract(extract)

    assert len(network.nodes) == 4
    assert network_minutes(network, [NODES[1], NODES[5]])[0, 1] == UNREACHABLE


@pytest.mark.parametrize(
    ("tags", "mode", "open_to"),
    [
        ({"highway": "path"}, "walk", True),
        ({"highway": "path", "foot": "no"}, "walk", False),
        ({"highway": "service", "access": "private"}, "walk", False),
        ({"highway": "service", "access": "private", "foot": "yes"}, "walk", True),
        ({"highway": "motorway", "foot": "yes"}, "walk", False),
        ({"highway": "footway"}, "bicycle", False),
        ({"highway": "steps", "bicycle": "yes"}, "bicycle", False),
        ({"building": "yes"}, "walk", False),
    ],
)
def test_who_may_use_a_way(tags, mode, open_to):
    assert passable(tags, mode) is open_to


ENTITY = b'<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "b">]><osm><node id="1" lat="1" lon="1"/></osm>'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.osm", xml()[:-30], "cut off"),
        ("a.osm", b"name,lat,lon", "cut off"),
        ("a.osm", ENTITY, "cut off"),
        ("a.osm", b"<osm></osm>", "no way open to walk"),
        ("a.osm.gz", xml(), "cut off"),
        ("a.osm.pbf", pbf()[:-30], "cut off"),
        ("a.osm.pbf", b"no such thing", "cut off"),
    ],
)
def test_bad_extracts_are_refused(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(InvalidDataError, match=words):
        read_extract(tmp_path / name)


def test_the_own_format_names_an_extract(tmp_path):
    (tmp_path / "city.osm").write_bytes(xml())
    places = [{"id": "駅", "lat": 35.80, "lon": 139.40}]
    spots = [{**OWN["spots"][0], "number": 1, "lat": 35.81, "lon": 139.4122}]
    trip = {**OWN, "spots": spots, "places": places, "mandatory": [], "groups": []}

    def minutes(**travel):
        text = json.dumps({**trip, "travel": {"modes": ["walk"], "kmh": {"walk": 6}, "network": {"osm": "city.osm"}, **travel}})
        return int(read_own(text, folder=tmp_path).legs.times[0, 0, 0, 1])

    assert minutes() == 16
    assert minutes(steps=False) == 23
    with pytest.raises(InvalidDataError, match="is not there"):
        minutes(network={"osm": "none.osm"})
    with pytest.raises(InvalidDataError, match="is not there"):
        minutes(network={"nodes": "n.csv", "ways": "w.csv"})
