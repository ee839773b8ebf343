"""Seeds and a generator of random numbers that is the same in compiled and in plain code.

Park and Miller's "minimal standard" generator with the multiplier 48271: x <- 48271 x mod (2**31 - 1). Products stay
below 2**47, so a 64-bit integer holds them and plain Python agrees with compiled code.
Reference: Park, Miller & Stockmeyer, Communications of the ACM 36(7), 1993, pp. 105-110.
"""

from __future__ import annotations

from musubi_engine.common.compiling import Ints, kernel

MODULUS = 2147483647


def spread(seed: int, stream: int = 0) -> int:
    """Turn a seed and the number of a stream into a start value well away from those of neighbouring seeds.

    >>> spread(1) != spread(2)
    True
    """
    x = (seed * 2654435761 + stream * 40503 + 12345) % (2**64)
    for _ in range(3):
        x ^= x >> 33
        x = x * 0xFF51AFD7ED558CCD % (2**64)
    return x % (MODULUS - 1) + 1


@kernel
def draw(state: Ints) -> int:
    """The next number, 1 to 2**31 - 2; ``state`` is a sequence of one integer."""
    state[0] = state[0] * 48271 % 2147483647
    return state[0]  # type: ignore[no-any-return]
