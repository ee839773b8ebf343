"""The command: JSON and text, exit codes, help."""

import json

import pytest
from tests.engine.itinerary.test_formats import MC, OWN

from musubi_engine.cli import main


def run(capsys, *words):
    code = main([str(word) for word in words])
    return code, *capsys.readouterr()


def test_benchmark_file_prints_routes_score_and_seconds(tmp_path, capsys):
    file = tmp_path / "any-name"
    file.write_text(MC)

    code, out, _ = run(capsys, "itinerary", file, "--days", 1, "--rounds", 10, "--seed", 3, "--json")

    answer = json.loads(out)
    assert code == 0
    assert (answer["routes"], answer["score"]) == ([[2, 3]], 19) or answer["score"] in (12, 19)
    assert len(answer["routes"]) == 1
    assert answer["search_cpu_s"] >= 0


def test_own_file_prints_a_timetable_and_plans(tmp_path, capsys):
    file = tmp_path / "trip.json"
    file.write_text(json.dumps(OWN), encoding="utf-8")

    code, out, _ = run(capsys, "itinerary", file, "--rounds", 20, "--plans", 2)
    again, out_json, _ = run(capsys, "itinerary", file, "--rounds", 20, "--json")

    assert (code, again) == (0, 0)
    assert "農業体験（架空）" in out
    assert set(json.loads(out_json)["routes"][0]) == {1, 2, 3}


def test_unmet_must_see_is_exit_code_1(tmp_path, capsys):
    file = tmp_path / "trip.json"
    closed = [{**OWN["spots"][0], "open": []}, *OWN["spots"][1:]]
    file.write_text(json.dumps({**OWN, "spots": closed, "mandatory": [1]}), encoding="utf-8")

    code, out, _ = run(capsys, "itinerary", file, "--rounds", 5, "--json")

    assert code == 1
    assert {"code": "must_see_impossible", "about": 1, "reason": "closed", "days": [0]} in json.loads(out)["explanation"]


def test_bad_input_is_exit_code_2_with_the_reason(tmp_path, capsys):
    file = tmp_path / "x.csv"
    file.write_text("name,lat\n")

    code, out, err = run(capsys, "itinerary", file)

    assert (code, out) == (2, "")
    assert "line 1 is not made of numbers" in err


def test_help_names_every_option(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["itinerary", "--help"])

    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert all(option in text for option in ("--days", "--seconds", "--rounds", "--seed", "--json", "Exit codes"))
