"""The command: JSON in, proof, reasons and run out; a kept run replays."""

import json
from decimal import Decimal

import pytest

from musubi_engine.cli import main
from musubi_engine.common import InvalidDataError
from musubi_engine.portfolio.reading import read_call, units

CALL = {
    "budget": 10_000_000,
    "applications": [
        {"id": "R2-01", "applicant": "架空精機", "asked": 6_000_000, "score": 84.5, "lane": "開発"},
        {"id": "R2-02", "applicant": "架空食品", "asked": 5_000_000, "score": 80, "lane": "販路"},
        {"id": "R2-03", "applicant": "架空工房", "asked": 4_000_000, "score": 78.25, "lane": "販路", "least": 2_000_000, "step": 1_000_000},
        {"id": "R2-04", "applicant": "架空製茶", "asked": 3_000_000, "score": 61, "lane": "開発"},
    ],
    "limits": [{"id": "開発の枠", "mark": "lane", "value": "開発", "least_count": 1}],
    "per_applicant": 1, "least_score": 60, "noise_points": 3, "draws": 10, "seed": 7,
}  # fmt: skip


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "call.json"
    path.write_text(json.dumps(CALL, ensure_ascii=False), encoding="utf-8")
    return path


def run(capsys, *words):
    code = main(["portfolio", *[str(word) for word in words]])
    return code, *capsys.readouterr()


def test_json_holds_the_selection_its_proof_the_ranking_and_reasons(file, capsys):
    code, out, _ = run(capsys, file, "--reasons", "--robust", "--json")

    answer = json.loads(out)
    assert code == 0
    assert (answer["awards"], answer["points"], answer["bound"], answer["optimal"]) == (
        {"R2-02": 5_000_000, "R2-03": 2_000_000, "R2-04": 3_000_000}, "180.12", "180.12", True,
    )  # fmt: skip
    assert answer["ranking"]["points"] == "162.75"
    assert answer["reasons"]["R2-01"]["code"] == "left_out"
    assert answer["prices"] == {"per_applicant": "0.00", "開発の枠": "0.00"}
    assert sum(len(answer["robustness"][part]) for part in ("always", "never", "borderline")) == 4


def test_a_kept_run_replays_and_a_changed_question_does_not(file, tmp_path, capsys):
    kept = tmp_path / "run.json"
    kept.write_text(run(capsys, file, "--json")[1], encoding="utf-8")

    code, out, _ = run(capsys, file, "--verify", kept)
    assert (code, "verified: the kept run and the replay agree" in out) == (0, True)

    shuffled = {**CALL, "applications": CALL["applications"][::-1]}
    file.write_text(json.dumps(shuffled), encoding="utf-8")
    assert run(capsys, file, "--verify", kept)[0] == 0

    file.write_text(json.dumps({**CALL, "budget": 9_000_000}), encoding="utf-8")
    code, out, _ = run(capsys, file, "--verify", kept)
    assert code == 1
    assert "NOT VERIFIED: inputs_sha256, awards, value differ" in out


def test_the_sheet_tells_each_reason_in_words(file, capsys):
    _, out, _ = run(capsys, file, "--reasons")

    assert "points more or ¥" in out
    assert "points to spare" in out
    assert "price of 開発の枠: 0.00 points" in out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"budget": 0}, "the budget is 0"),
        ({"budget": 1.5}, "is not a whole number"),
        ({"applications": [{"id": "1", "asked": 100}]}, "applications 1: no score yet"),
        ({"applications": [{"asked": 100}]}, "application 1 in the file: it has no id"),
        ({"applications": [{"id": "1", "asked": 100, "score": 78.125}]}, "has more decimals than 1/100"),
        ({"applications": [{"id": "1", "asked": 100, "score": "78"}]}, "score '78' is not a number"),
        ({"applications": [{"id": "1", "score": 78}]}, "the amount asked for is None"),
        ({"applications": None}, "give an object with budget and applications"),
        ({"limits": [{"id": "x", "value": "開発", "least_count": 3}]}, "rules x: no selection keeps this rule: relax it"),
        ({"noise_points": 0}, "give noise_points"),
    ],
)
def test_bad_files_are_exit_code_2_with_the_reason(file, capsys, change, words):
    file.write_text(json.dumps({**CALL, **change}), encoding="utf-8")

    code, out, err = run(capsys, file, "--robust")

    assert (code, out) == (2, "")
    assert words in err


def test_files_that_are_no_json_or_no_run(file, tmp_path, capsys):
    other = tmp_path / "other.json"
    other.write_text("[]", encoding="utf-8")

    assert "this is no kept run" in run(capsys, file, "--verify", other)[2]
    assert "give an object" in run(capsys, other)[2]
    other.write_text("id,asked", encoding="utf-8")
    assert "this is not JSON" in run(capsys, other)[2]
    assert run(capsys, tmp_path / "none.json")[0] == 2


def test_figures_are_exact():
    assert units(Decimal("0.1"), 10, "share", "x") == 1
    with pytest.raises(InvalidDataError):
        units(True, 10, "share", "x")
    assert read_call
