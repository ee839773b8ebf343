"""Make the demo's years, once. Everything goes through the functions of the pages, dated on the days on which it happens."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from django.db import transaction

from musubi.blocks.accounts.models import OfficeSettings, User
from musubi.blocks.desks.models import Activity
from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.editions import confirm_edition, plan_in_force
from musubi.packs.demo.calls import answer_half_year, answer_year
from musubi.packs.demo.choosing.brands import keep_brands
from musubi.packs.demo.choosing.draws import keep_draws
from musubi.packs.demo.closing import close_year
from musubi.packs.demo.council import keep_councils
from musubi.packs.demo.counter import desk_of
from musubi.packs.demo.desks import keep_desks
from musubi.packs.demo.grants.running_calls import keep_running_calls
from musubi.packs.demo.grants.subsidy_year import keep_subsidy_year
from musubi.packs.demo.indicators import add_indicators, revise_a_target
from musubi.packs.demo.moments import at
from musubi.packs.demo.money import keep_budgets
from musubi.packs.demo.owners import add_owners
from musubi.packs.demo.partners import keep_partners
from musubi.packs.demo.received import keep_received
from musubi.packs.demo.register import keep_register
from musubi.packs.demo.siting import designate, keep_first_yearly_grant
from musubi.packs.demo.stations import keep_stations
from musubi.packs.demo.story import SEED
from musubi.packs.demo.visitors.desk import keep_visitor_desk
from musubi.packs.demo.visitors.places import keep_visitor_places
from musubi.packs.demo.visitors.playing import play_visitors
from musubi.packs.demo.voices import hear_voices

BEGINS = dt.datetime(2018, 4, 2, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))  # when the demo's city starts with Musubi
CLOSED = (2018, 2019)
RUNNING = 2020
SUBSIDY_YEAR = 2019  # the year whose awards are followed to the last yen
STEPS = 6 + 3 * len(CLOSED)


def people() -> dict[str, Any]:
    """The demo's people by the name of their mail address."""
    return {user.email.split("@")[0]: user for user in User.objects.filter(is_demo=True)}


@transaction.atomic
def load_demo_years(*, today: dt.date, progress: Callable[[str], None] = lambda _name: None) -> int:
    """FY2018 and FY2019 closed, FY2020 running until `today`; returns how many activities were written, 0 where some stand.

    `progress` is told the name of each of the STEPS as it begins.
    """
    vision = plan_in_force()
    if vision is None or Activity.objects.exists():
        return 0
    chance, who = random.Random(SEED), people()  # noqa: S311 - the same years every time
    OfficeSettings.objects.update(data_licence="CC BY 4.0")
    progress("指標")
    add_owners(vision=vision, now=at(2018, 4, 20))
    add_indicators(vision=vision, now=at(2018, 5, 7))
    confirm_edition(
        vision=vision, actor=who.get("kacho"), now=at(2018, 6, 1), label="担当と指標を加えた版(架空)", note="デモのための架空の担当と指標です。"
    )
    keep_partners(vision=vision, who=who)
    written = 0
    desk = desk_of(vision, who)
    for year in CLOSED:
        progress(f"{year}年度の活動記録と予算")
        written += keep_desks(vision=vision, fiscal_year=year, until=dt.date(year + 1, 3, 31), who=who, chance=chance)
        keep_budgets(vision=vision, fiscal_year=year, until=dt.date(year + 1, 5, 31), who=who, chance=chance)
        if year == CLOSED[0]:
            designation = designate(desk=desk)
        if year == SUBSIDY_YEAR:
            progress(f"{year}年度の補助金")
            subsidy = keep_subsidy_year(desk=desk)
            keep_first_yearly_grant(desk=desk, designation=designation)
        progress(f"{year}年度の照会と回答")
        answer_year(vision=vision, fiscal_year=year, who=who)
        progress(f"{year}年度の評価と確定")
        close_year(vision=vision, fiscal_year=year, who=who)
    progress(f"{RUNNING}年度")
    keep_received(vision=vision, who=who)
    keep_register(desk=desk)
    written += keep_desks(vision=vision, fiscal_year=RUNNING, until=today, who=who, chance=chance)
    keep_budgets(vision=vision, fiscal_year=RUNNING, until=today, who=who, chance=chance)
    answer_half_year(vision=vision, fiscal_year=RUNNING, who=who, real_now=clock.real_now())
    progress(f"{RUNNING}年度の募集と申請")
    keep_running_calls(desk=desk, before=subsidy)
    progress("観光スポットと案内")
    keep_visitor_places(who=who)
    keep_visitor_desk(who=who)
    play_visitors(vision=vision, who=who)
    keep_stations(who=who)
    keep_draws(desk=desk)
    keep_brands(desk=desk)
    progress("推進会議")
    keep_councils(vision=vision, who=who)
    hear_voices(vision=vision, who=who)
    revise_a_target(vision=vision, who=who, now=at(2020, 7, 20))
    confirm_edition(vision=vision, actor=who.get("kacho"), now=at(2020, 7, 28), label="目標値を見直した版(架空)", note="架空の見直しです。")
    return written
