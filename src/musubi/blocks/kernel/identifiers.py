"""Stable public identifiers of records, safe in workbooks, addresses and speech."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without 0/o, 1/l/i: people read them out on the telephone
LENGTH = 14  # 31**14 > 2**69: no collision is to be expected


def new_uid() -> str:
    """A fresh random identifier of 14 letters and digits; it starts with a letter so that Excel keeps it as text."""
    first = secrets.choice(ALPHABET[8:])
    return first + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))


def uid_for(*parts: str) -> str:
    """The identifier that always stands for the same parts: data loaded twice is one record, not two."""
    digest = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest())
    first, digest = ALPHABET[8 + digest % 23], digest // 23
    rest = []
    for _ in range(LENGTH - 1):
        digest, place = divmod(digest, len(ALPHABET))
        rest.append(ALPHABET[place])
    return first + "".join(rest)
