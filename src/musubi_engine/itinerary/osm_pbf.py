"""Read nodes and ways from OpenStreetMap's binary form (.osm.pbf), as regional extracts are published.

Only what a network of ways needs is decoded: node positions, the nodes of a way, its tags.
Format: https://wiki.openstreetmap.org/wiki/PBF_Format
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musubi_engine.common import InvalidDataError

Tags = dict[str, str]
LARGEST_BLOB = 64 << 20  # a file may ask for no more memory than the format allows


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value, at
        shift += 7


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of a message: numbers as they stand, the rest as bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
            continue
        size = {1: 8, 5: 4}.get(kind)
        if size is None:
            size, at = _varint(data, at)
        if kind not in {1, 2, 5} or at + size > len(data):
            raise IndexError
        yield key >> 3, data[at : at + size]
        at += size


def _signed(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


def _numbers(data: bytes) -> NDArray[np.uint64]:
    """A packed list of numbers."""
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw < 128)
    starts = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
    lengths = ends - starts + 1
    values = np.zeros(len(ends), dtype=np.uint64)
    for k in range(int(lengths.max(initial=0))):
        some = lengths > k
        values[some] |= (raw[starts[some] + k].astype(np.uint64) & np.uint64(127)) << np.uint64(7 * k)
    return values


def _running(data: bytes) -> NDArray[np.int64]:
    """A packed list of signed differences, added up."""
    values = _numbers(data)
    steps = (values >> np.uint64(1)).astype(np.int64) ^ -(values & np.uint64(1)).astype(np.int64)
    found: NDArray[np.int64] = np.cumsum(steps)
    return found


def _blobs(path: Path) -> Iterator[bytes]:
    """The unpacked data blocks of a file."""
    with path.open("rb") as file:
        while head := file.read(4):
            header = dict(_fields(file.read(int.from_bytes(head, "big"))))
            blob = dict(_fields(file.read(header[3])))
            if header[1] != b"OSMData":
                continue
            if 1 not in blob and 3 not in blob:
                raise InvalidDataError("is packed in another way than zlib: write it anew with osmium cat", where=path.name)
            if blob.get(2, 0) > LARGEST_BLOB:
                raise IndexError
            yield blob[1] if 1 in blob else zlib.decompressobj().decompress(blob[3], LARGEST_BLOB)


def _positions(group: bytes, scale: tuple[int, int, int]) -> Iterator[tuple[int, float, float]]:
    granularity, lat0, lon0 = scale
    for number, part in _fields(group):
        if number == 1:
            node = dict(_fields(part))
            rows = [(_signed(node[1]), _signed(node[8]), _signed(node[9]))]
        elif number == 2:
            dense = dict(_fields(part))
            rows = list(zip(_running(dense[1]).tolist(), _running(dense[8]).tolist(), _running(dense[9]).tolist(), strict=True))
        else:
            continue
        for name, lat, lon in rows:
            yield name, (lat0 + granularity * lat) / 1e9, (lon0 + granularity * lon) / 1e9


def _ways(group: bytes, words: list[str]) -> Iterator[tuple[list[int], Tags]]:
    for number, part in _fields(group):
        if number == 3:
            way = dict(_fields(part))
            keys, values = _numbers(way.get(2, b"")).tolist(), _numbers(way.get(3, b"")).tolist()
            yield _running(way.get(8, b"")).tolist(), {words[k]: words[v] for k, v in zip(keys, values, strict=True)}


def read_pbf(path: Path) -> tuple[dict[int, tuple[float, float]], list[tuple[list[int], Tags]]]:
    """Positions by node, and the ways that have a ``highway`` tag as nodes and tags."""
    nodes: dict[int, tuple[float, float]] = {}
    ways: list[tuple[list[int], Tags]] = []
    try:
        for block in _blobs(path):
            parts = list(_fields(block))
            alone = dict(parts)
            words = [word.decode("utf-8", "replace") for _, word in _fields(alone[1])]
            scale = (alone.get(17, 100), alone.get(19, 0), alone.get(20, 0))
            for number, group in parts:
                if number == 2:
                    nodes.update((name, (lat, lon)) for name, lat, lon in _positions(group, scale))
                    ways.extend((refs, tags) for refs, tags in _ways(group, words) if "highway" in tags)
    except (IndexError, KeyError, ValueError, TypeError, zlib.error) as error:
        raise InvalidDataError("is cut off, or no OpenStreetMap PBF file", where=path.name) from error
    return nodes, ways
