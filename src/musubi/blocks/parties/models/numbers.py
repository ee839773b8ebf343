"""The 法人番号 in the database: 13 digits whose first is the check digit (法人番号の指定等に関する省令 第2条).

With Pn the n-th digit from the right of the other twelve and Qn = 1 for odd, 2 for even n, the check digit is
9 - (sum of Pn * Qn mod 9); that is, the weighted sum of all thirteen is a multiple of nine.
"""

from __future__ import annotations

from django.db.models import BigIntegerField, CharField, F, IntegerField, Q, Value
from django.db.models.functions import Cast, Length, Mod, Substr
from django.db.models.lookups import Exact

DIGITS = 13


def number_condition(field: str, *, optional: Q | None = None) -> Q:
    """The condition under which `field` holds a possible 法人番号; `optional` allows for none."""
    weighted = Cast(Substr(field, 1, 1), IntegerField())
    for index in range(1, DIGITS):
        weighted += Cast(Substr(field, index + 1, 1), IntegerField()) * Value(1 if index % 2 == 0 else 2)
    right = (
        Q(Exact(Length(field), DIGITS))
        & Q(Exact(Cast(Cast(F(field), BigIntegerField()), CharField()), F(field)))  # digits only, no zero in front
        & Q(Exact(Mod(weighted, Value(9)), 0))
    )
    return right if optional is None else optional | right
