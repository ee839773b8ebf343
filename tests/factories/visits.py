"""Sites, counts and rallies."""

import datetime as dt

from django.utils import timezone

from musubi.blocks.visits.domain.rallies import add_point, publish
from musubi.blocks.visits.enums import RallyState
from musubi.blocks.visits.models import CounterDay, CountSite, MoveTotal, PointTotal, QuarterCount, Rally, RallyTotal, Stamp, StampBook, VisitSurvey

NOON = dt.datetime(2020, 10, 14, 12, 0, tzinfo=timezone.get_default_timezone())


def site(name="東所沢の広場（架空）", **values):
    """A site."""
    return CountSite.objects.create(name=name, is_fictional=True, **values)


def quarter(site, visitors=1000, *, year=2020, quarter=2):
    """A kept figure."""
    return QuarterCount.objects.create(site=site, year=year, quarter=quarter, visitors=visitors)


def survey(site, number="1", *, day=dt.date(2020, 10, 3), **values):
    """What a group said."""
    return VisitSurvey.objects.create(site=site, number=number, asked_on=day, fiscal_year=2020, **values)


def rally(title="お茶めぐり（架空）", *, places=("駅前", "茶園", "湖畔"), published=True, **values):
    """A rally of October 2020 with its places."""
    fields = {"starts_on": dt.date(2020, 10, 1), "ends_on": dt.date(2020, 10, 31), "goal": 2, "is_fictional": True, **values}
    made = Rally.objects.create(title=title, **fields)
    for name in places:
        place = CountSite.objects.filter(name=f"{name}（架空）").first() or site(f"{name}（架空）")
        add_point(rally=made, site=place, hint="受付の右", actor=None, now=NOON)
    return publish(rally=made, actor=None, now=NOON) if published else made


def one_of_each():
    """Something of everything, for the tables of rights."""
    base, other = site("駅前（架空）", is_base=True), site("茶園（架空）")
    quarter(base)
    CounterDay.objects.create(site=base, day=dt.date(2020, 10, 1), passes=10)
    survey(base, goes_to=other)
    for status in RallyState.values:
        made = rally(f"ラリー {status}", places=("駅前", "茶園"), published=False, status=RallyState.DRAFT)
        point = made.points.first()
        book = StampBook.objects.create(rally=made, digest=status, opened_on=dt.date(2020, 10, 1), language="ja")
        Stamp.objects.create(book=book, point=point, stamped_at=NOON)
        RallyTotal.objects.create(rally=made, fiscal_year=2020, books=1, stamps=1)
        PointTotal.objects.create(point=point, fiscal_year=2020, stamps=1)
        MoveTotal.objects.create(rally=made, fiscal_year=2020, origin=base, destination=other, moves=1)
        Rally.objects.filter(pk=made.pk).update(status=status)
