"""Rating scales: loaded from the reference file, and their mechanical rules against cases worked by hand."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.indicators.domain.figures import Figure, Subject, TargetPoint, ValueState
from musubi.blocks.indicators.domain.scales import load_scales, rate, scale, scales
from musubi.blocks.indicators.models import RatingRule, RatingScale

EXAMPLES = Path(__file__).parents[2] / "worked_examples" / "rating_scales.csv"
CASES = list(csv.DictReader(EXAMPLES.read_text(encoding="utf-8").splitlines()))
pytestmark = pytest.mark.django_db


def number(text):
    return Decimal(text) if text else None


def figure_of(case):
    subject = Subject(
        uid="u",
        code="K1",
        item="A-P1",
        name="架空指標",
        unit="件",
        direction=case["direction"],
        baseline_fiscal_year=int(case["baseline_year"]) if case["baseline_year"] else None,
        baseline_value=number(case["baseline"]),
    )
    year, actual = int(case["year"]), number(case["actual"])
    target = TargetPoint(year, Decimal(case["target"])) if case["target"] else None
    final = TargetPoint(int(case["final_year"]), Decimal(case["final_target"])) if case["final_year"] else target
    state = ValueState.MISSING if actual is None else ValueState.TYPED
    return Figure(subject, year, state, actual=actual, target=target, final_target=final)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load_scales(actor=None, now=timezone.now())
        found = {each.code: each for each in scales()}
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['scale']}: {case['case']}")
def test_rules_give_the_step_worked_by_hand(case, loaded):
    rated = rate(loaded[case["scale"]], figure_of(case))
    assert rated.step.mark == case["step"], rated.explanation
    assert rated.explanation


def test_every_mechanical_scale_and_each_of_its_steps_is_worked_by_hand(loaded):
    worked = {(case["scale"], case["step"]) for case in CASES}
    assert {(code, step.mark) for code, each in loaded.items() if each.is_mechanical for step in each.steps} == worked


def test_explanation_tells_the_figures(loaded):
    case = next(case for case in CASES if case["case"] == "基準から10%の下落")
    assert rate(loaded["nagayo-indicator"], figure_of(case)).explanation == "基準値からの下落が10%以内です(実績 90件、目標 120件、基準 100件)"


def test_scale_chosen_by_people_gives_no_step(loaded):
    rated = rate(loaded["marugame"], figure_of(CASES[0]))
    assert rated.step is None
    assert not loaded["marugame"].is_mechanical


def test_loading_again_changes_nothing_and_mends_what_was_changed():
    now = timezone.now()
    total = load_scales(actor=None, now=now)
    assert total == RatingScale.objects.count() == Event.objects.filter(verb="rating_scale.loaded").count()
    steps = set(RatingScale.objects.values_list("steps__pk", flat=True))
    assert load_scales(actor=None, now=now) == 0
    assert set(RatingScale.objects.values_list("steps__pk", flat=True)) == steps
    RatingRule.objects.filter(scale__code="naruto-achievement", threshold=80).update(threshold=70)
    own = RatingScale.objects.create(code="own", name="独自")
    assert load_scales(actor=None, now=now) == 1
    assert scale("naruto-achievement").rules[1].threshold == 80
    assert RatingScale.objects.filter(pk=own.pk).exists()
    with pytest.raises(LookupError):
        scale("unknown")
    with pytest.raises(LookupError):
        scale("marugame").step("Z")


def test_every_scale_tells_its_source(loaded):
    assert all(each.source and each.name_en and all(step.label_en for step in each.steps) for each in loaded.values())


GOOD = """
[[scale]]
code = "own"
name = "架空市の基準"
source = "架空市"
subject = "indicator"
steps = [{ mark = "○", label = "達した", label_en = "", tone = "ok" }, { mark = "×", label = "届かない", label_en = "", tone = "late" }]
rules = [{ step = "○", kind = "to_target", threshold = "90" }, { step = "×", kind = "otherwise" }]
"""


def test_citys_own_scale_comes_in_by_command(tmp_path, capsys):
    file = tmp_path / "own.toml"
    file.write_text(GOOD, encoding="utf-8")
    call_command("load_rating_scales", str(file))
    call_command("load_rating_scales", str(file))
    assert [line for line in capsys.readouterr().out.splitlines() if line] == ["評価基準: 1件を新しくしました", "評価基準: 0件を新しくしました"]
    assert scale("own").rules[0].threshold == 90


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "otherwise"', 'kind = "guess"'),
        ('step = "×"', 'step = "△"'),
        (', threshold = "90"', ""),
        ('threshold = "90"', 'threshold = "many"'),
        ('source = "架空市"', ""),
        ('mark = "○", ', ""),
        ("[[scale]]", "[[scale"),
        ("steps = [", "steps = 3 #"),
    ],
)
def test_scale_that_cannot_be_used_is_refused_whole(tmp_path, old, new):
    file = tmp_path / "own.toml"
    other = GOOD.replace('"own"', '"first"')
    file.write_text(other + GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CommandError, match="読めません"):
        call_command("load_rating_scales", str(file))
    assert not RatingScale.objects.exists()


def test_page_shows_scales_with_their_rules_and_sources(client, settings, django_assert_max_num_queries):
    settings.DEMO = True
    client.force_login(person(Role.DIVISION_STAFF), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "評価基準はまだありません" in client.get("/staff/rating-scales/").content.decode()
    load_scales(actor=None, now=timezone.now())
    with django_assert_max_num_queries(20):
        page = client.get("/staff/rating-scales/").content.decode()
    for words in ("実績÷目標が80%以上", "https://webtown.nagayo.jp/kiji0032107/index.html", "人が選ぶ", "計画を大きく下回る成果となっている"):
        assert words in page
    assert "at least 80 %" in client.get("/en/staff/rating-scales/").content.decode()
