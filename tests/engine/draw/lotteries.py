"""Random small draws of every kind, and readings of the rules that share no code with the engine."""

from __future__ import annotations

import random
from dataclasses import replace

from musubi_engine.draw import Entry, Lottery, Option, Quota

LABELS = ("", "E", "N", "D")
WORDS = ("", "過去の落選1回ごとに1口（架空）", "")


def random_lottery(seed: int, entries: int = 12, *, release: bool | None = None, households: str | None = None) -> Lottery:
    """A draw with reserved places (released or kept, with groups), maxima, weights and households."""
    rng = random.Random(seed)  # noqa: S311 - made draws, no secrets
    release = rng.random() < 0.5 if release is None else release
    options = tuple(Option(name, rng.randint(0, 4), f"{name}地区（架空）") for name in "ABC"[: rng.randint(1, 3)])
    quotas = []
    for option in options:
        spare = option.places
        for label in rng.sample(("E", "N", "D"), rng.randint(0, 2)):
            least = rng.randint(0, spare)
            most = rng.choice([None, None, least + rng.randint(0, 2)])
            if least or most is not None:
                spare -= least
                quotas.append(Quota(f"{option.id}-{label}", (option.id,), (label,), least, most, release))
    if not any(q.at_least and q.release for q in quotas) and rng.random() < 0.5:
        floor = sum(q.at_least for q in quotas if q.labels == ("E",))
        quotas.append(Quota("all-E", tuple(o.id for o in options), ("E",), 0, floor + rng.randint(0, 2), release))
    single = any(q.at_least and q.release for q in quotas)
    rows = []
    for k in rng.sample(range(1000), entries):
        wishes = rng.sample([o.id for o in options], rng.randint(1, len(options)))
        size = 1 if single else rng.choice((1, 1, 1, 2, 3))
        home = rng.choice(("", "", "HOME1", "HOME2", "HOME3"))
        rows.append(Entry(f"T{k:04}", tuple(wishes), rng.choice(LABELS), rng.choice((1, 1, 2, 3)), size, home))
    mode = households or rng.choice(("void", "one-ticket", "one-win"))
    promotion = rng.choice(("losers", "all"))
    return Lottery("抽選（架空）", options, tuple(rows), "公表値（架空）", "代わりの値（架空）", tuple(quotas), mode, promotion, WORDS[seed % 3])


def broken_rules(lottery: Lottery, places: dict[str, str]) -> list[str]:
    """Which rules an outcome breaks, counted from the entries alone."""
    by_ticket = {entry.ticket: entry for entry in lottery.entries}
    winners = [(by_ticket[ticket], option) for ticket, option in places.items()]
    wrong = [f"{e.ticket} did not wish for {o}" for e, o in winners if o not in e.wishes]
    wrong.extend(f"{x.id} over its places" for x in lottery.options if sum(e.places for e, o in winners if o == x.id) > x.places)
    for quota in lottery.quotas:
        taken = sum(e.places for e, o in winners if o in quota.options and e.label in quota.labels)
        if quota.at_most is not None and taken > quota.at_most:
            wrong.append(f"{quota.id} over its maximum")
    for option in lottery.options:
        here = [e for e, o in winners if o == option.id]
        kept = [q for q in lottery.quotas if q.options == (option.id,) and q.at_least and not q.release]
        inside = [sum(e.places for e in here if e.label in q.labels) for q in kept]
        reserved = sum(min(count, q.at_least) for count, q in zip(inside, kept, strict=True))
        if sum(e.places for e in here) - reserved > option.places - sum(q.at_least for q in kept):
            wrong.append(f"{option.id}: others sit on reserved places")
    homes = [e.household for e, _ in winners if e.household]
    wrong.extend(f"{home} won twice" for home in set(homes) if homes.count(home) > 1)
    return wrong


def with_entry(lottery: Lottery, entry: Entry) -> Lottery:
    """The draw with one entry put in the place of that with the same ticket."""
    return replace(lottery, entries=tuple(entry if e.ticket == entry.ticket else e for e in lottery.entries))
