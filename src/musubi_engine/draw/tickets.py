"""Tickets, and commitments that bind an entrant's particulars without telling them.

Randomness comes from the caller: the engine draws none of its own.
"""

from __future__ import annotations

import hashlib
import hmac

from musubi_engine.common import InvalidDataError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U, which are misread or spell words


def new_ticket(randomness: bytes) -> str:
    """A ticket from eight random bytes: twelve letters and digits in threes of four (60 bits).

    >>> new_ticket(bytes(range(8)))
    '000G-40R4-0M30'
    """
    if len(randomness) != 8:
        raise InvalidDataError("give eight random bytes", where="ticket")
    number = int.from_bytes(randomness, "big") >> 4
    letters = "".join(ALPHABET[number >> 5 * k & 31] for k in range(11, -1, -1))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def commit(salt: bytes, particulars: str) -> str:
    """The commitment: SHA-256 of the salt in hexadecimal digits, a bar, and the particulars (name, address …) in UTF-8.

    The organiser tells the entrant the salt; whoever knows salt and particulars can check the commitment, nobody else
    learns anything from it. The salt is 16 or more random bytes, one for each entry.

    >>> commit(bytes(16), "架空 花子")[:16]
    '2cb051c1281b04c8'
    """
    if len(salt) < 16:
        raise InvalidDataError("the salt needs 16 random bytes or more", where="commitment")
    return hashlib.sha256(f"{salt.hex()}|{particulars}".encode()).hexdigest()


def opens(commitment: str, salt: bytes, particulars: str) -> bool:
    """Whether the commitment is to these particulars."""
    return hmac.compare_digest(commitment, commit(salt, particulars))
