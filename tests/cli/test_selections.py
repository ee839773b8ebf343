"""The command that replays kept selections."""

import pytest
from click.testing import CliRunner
from tests.factories import selections
from tests.factories.vision import small_plan

from musubi.blocks.reviews.domain.selection.runs import make_run
from musubi.blocks.reviews.models import SelectionRun
from musubi.cli.selections import command

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    vision, _document = small_plan()
    panel = selections.scored_panel(vision.items.get(code="A-P1"), selections.FOUR)
    return make_run(panel=panel, rules=selections.rules(), actor=None, now=selections.NOW)


def test_kept_runs_replay(run):
    found = CliRunner().invoke(command, [])

    assert (found.exit_code, "同じ結果になりました" in found.output) == (0, True)
    assert run.inputs_sha256 in found.output


def test_a_run_that_was_changed_is_found(run):
    SelectionRun.objects.filter(pk=run.pk).update(result={**run.result, "value": 1})

    found = CliRunner().invoke(command, [run.uid])

    assert (found.exit_code, "違います(value)" in found.output) == (1, True)


def test_an_unknown_run_is_refused():
    assert CliRunner().invoke(command, ["none"]).exit_code == 2
