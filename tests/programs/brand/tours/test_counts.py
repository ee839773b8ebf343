"""What was counted at spots and along courses, and the weights that follow."""

import pytest
from django.urls import reverse
from tests.factories.accounts import person
from tests.factories.tours import course, stop
from tests.factories.vision import small_plan
from tests.factories.visits import quarter, rally, site
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.indicators.domain.measures import disagreements, measure
from musubi.blocks.places.models import Spot
from musubi.blocks.visits.models import MoveTotal, PointTotal
from musubi.programs.brand.tours.domain.spot_counts import counted_spots, proposed_weight

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Three spots that are counted, one that is not; a course through the first two, whose rally saw seven moves."""
    spots = [stop(name, east) for east, name in enumerate(("茶園（架空）", "森（架空）", "湖（架空）", "丘（架空）"))]
    for spot, name, visitors in zip(spots, ("茶園", "森", "湖"), (4000, 1000, 250), strict=False):
        quarter(site(f"{name}（架空）", spot=spot), visitors, year=2019)
    made = rally(places=("茶園", "森", "湖"))
    tea, wood, lake = (point.site for point in made.points.all())
    PointTotal.objects.create(point=made.points.all()[0], fiscal_year=2019, stamps=30)
    PointTotal.objects.create(point=made.points.all()[2], fiscal_year=2019, stamps=90)
    MoveTotal.objects.create(rally=made, fiscal_year=2019, origin=tea, destination=wood, moves=7)
    MoveTotal.objects.create(rally=made, fiscal_year=2019, origin=wood, destination=lake, moves=40)
    course(spots=spots[:2])
    course("もう一つの道（架空）", spots=spots[:2])
    return spots


def test_the_weight_follows_from_the_counts(town):
    assert [proposed_weight(count, 1000) for count in (0, 250, 1000, 4000, 10**6)] == [200, 200, 100, 60, 60]
    assert [(row.spot.name, row.visitors, row.proposed) for row in counted_spots(2019)] == [
        ("茶園（架空）", 4000, 60), ("森（架空）", 1000, 100), ("湖（架空）", 250, 200), ("丘（架空）", None, None)
    ]  # fmt: skip


def test_the_desk_takes_the_weights_over_with_a_trail(town, client, settings):
    settings.DEMO = True
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = reverse("tours:weights") + "?year=2019"
    assert [row.differs for row in client.get(page).context["rows"]] == [True, False, True]
    client.post(reverse("tours:weights"), {"year": 2019, "spot": [town[2].uid, town[3].uid]})
    assert dict(Spot.objects.values_list("name", "promotion_weight"))["湖（架空）"] == 200
    assert Spot.objects.get(pk=town[0].pk).promotion_weight == 100
    assert Event.objects.filter(verb="spot.changed").count() == 1
    before = queries_of(client, reverse("tours:courses") + "?year=2019")
    course("第三の道（架空）", spots=town)
    assert queries_of(client, reverse("tours:courses") + "?year=2019") == before
    rows = {made.title: counts for made, counts in client.get(reverse("tours:courses") + "?year=2019").context["rows"]}
    assert (rows["お茶と森の道（架空）"].stamps, rows["お茶と森の道（架空）"].moves, rows["第三の道（架空）"].moves) == (30, 7, 47)


def test_courses_are_measured_once_however_many_share_a_way(town):
    vision, _document = small_plan()
    served, other = vision.items.order_by("pk")[:2]
    vision.items.filter(pk=served.pk).update(code="C-P3")
    for key, value in (("tours.course_moves", 7), ("tours.course_stamps", 30)):
        assert measure(key).compute([served.pk, other.pk], [2019, 2020]) == {(served.pk, 2019): value}
        assert disagreements(measure(key), item_ids=[served.pk, other.pk], fiscal_years=[2019, 2020]) == []
