"""A draw taken from a call: its pages do not name an entrant from whose application the reader is kept, others read all."""

import pytest
from django.urls import reverse
from tests.factories import draws, reviews
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.draws.domain.past_losses import choose_draws, count_now, decide_pair
from musubi.blocks.draws.models import DrawEntry
from musubi.blocks.reviews.domain.interests import exclude

SECRET, OTHER = "架空 1", "架空 2"


@pytest.fixture
def users(item):
    """The first works the desk of the draw and sits on the panel."""
    return [person(Role.SECRETARIAT, Role.REVIEWER, body=Organization.objects.get(code="D1")), reviews.reviewer_user()]


@pytest.fixture
def draw(item, users, office, entries):
    """Counts an earlier draw; the first entrant comes from two applications, one pair of which was decided."""
    organization = Organization.objects.get(code="D1")
    old = draws.draw(item, organization, title="過去の架空の抽選")
    draws.enter(old, 2)
    old = draws.held(old, users[0], office)
    made = draws.draw(item, organization, weight_per_loss=1, most_weight=3)
    draws.enter(made, 2)
    draws.enter(made, 1)
    for entry, place in zip(made.entries.filter(name=SECRET).order_by("pk"), entries, strict=False):
        DrawEntry.objects.filter(pk=entry.pk).update(source_id=place.application.uid)
    made = choose_draws(draw=made, earlier=[old], losses_reset=False, references_last=False, actor=None, now=draws.NOW)
    pairs = count_now(made).doubtful
    assert len(pairs) == 2
    entry, earlier = (DrawEntry.objects.select_related("draw__item").get(pk=pk) for pk in (pairs[0].entry, pairs[0].earlier))
    decide_pair(entry=entry, earlier=earlier, is_same=True, actor=None, now=draws.NOW)
    return made


def test_neither_losses_nor_doubles_name_whom_the_reader_is_kept_from(sign_in, users, office, draw, reviewers, entries):
    losses = reverse("draws:losses", args=[draw.uid])
    pages = [reverse("draws:draw", args=[draw.uid]), losses, f"{losses}?all=1"]
    client = sign_in(users[0])
    assert all(SECRET in client.get(page).content.decode() for page in pages)
    for entry in entries[:2]:
        exclude(reviewer=reviewers[0], entry=entry, ground="kin", reason="親族（架空）", actor=None, now=reviews.NOW)

    told = [sign_in(users[0]).get(page).content.decode() for page in pages]
    assert [SECRET in page for page in told] == [False, False, False]
    assert OTHER in told[2]
    client = sign_in(office)
    assert all(SECRET in client.get(page).content.decode() for page in pages)


def test_an_earlier_entry_of_the_file_is_not_told_beside_a_later_one(sign_in, users, draw, reviewers, entries):
    earlier = DrawEntry.objects.get(draw__counted_in__draw=draw, name=OTHER)
    DrawEntry.objects.filter(pk=earlier.pk).update(source_id=entries[2].application.uid)
    losses = reverse("draws:losses", args=[draw.uid]) + "?all=1"
    assert "同じ氏名と住所" in sign_in(users[0]).get(losses).content.decode().split('id="h-table"')[1]
    for entry in entries:
        exclude(reviewer=reviewers[0], entry=entry, ground="kin", reason="親族（架空）", actor=None, now=reviews.NOW)

    table = sign_in(users[0]).get(losses).content.decode().split('id="h-table"')[1]
    assert OTHER in table
    assert "過去の架空の抽選" not in table
