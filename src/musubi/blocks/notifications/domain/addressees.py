"""宛先: to whom a letter goes by post; the register of parties tells it, which the outbox does not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Addressee:
    """What stands in the window of the envelope: 〒, address line by line, names with 様 or 御中; and where the office mends it."""

    postcode: str = ""
    address: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    register: str = ""

    @property
    def is_reachable(self) -> bool:
        """Whether a letter finds its way."""
        return bool(self.address)

    def block(self) -> list[str]:
        """The lines in the order of the language: in Japanese from the postal code down to the name, else the other way round."""
        code = [f"〒{self.postcode[:3]}-{self.postcode[3:]}"] if self.postcode else []
        if (get_language() or "ja").startswith("ja"):
            return [*code, *self.address, *self.names]
        return [*self.names, *self.address, *(line.removeprefix("〒") for line in code)]


Find = Callable[[str], Addressee | None]
_registers: list[Find] = []


def register_addressees(find: Find) -> None:
    """A register that knows the addressee of an `addressee_uid`, in the active language; called once when apps are ready."""
    if find not in _registers:
        _registers.append(find)


def find_addressee(uid: str) -> Addressee | None:
    """The addressee as the register knows it now; None where nobody knows the id."""
    return next((found for find in _registers if uid and (found := find(uid)) is not None), None)
