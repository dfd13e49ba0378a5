"""`jevons replay` and `jevons frontier` as they are typed, on runs that are there."""

import csv
import json
import math

import pytest

from core.analysis.test_ways import HIGH, LOW, fill
from core.runs.run_samples import an_exam
from jevons.cli import main
from jevons.core.records import Dial
from jevons.core.runs.library import Library


@pytest.fixture
def library():
    library, problems = Library.open()
    assert not problems
    yield library
    library.close()


@pytest.fixture
def runs(library):
    """Two budgets of one exam, 8 samples a question."""
    low = fill(library.runs, Dial.budget(64), 64, [2 * n for n in LOW], samples=8)
    high = fill(library.runs, Dial.budget(256), 256, [2 * n for n in HIGH], samples=8)
    return str(low), str(high)


def told(capsys, *argv):
    assert main(list(argv)) == 0
    return capsys.readouterr().out


def test_a_run_is_replayed_by_a_fair_set(runs, capsys):
    out = told(capsys, "replay", runs[0])
    assert "run 1: sums, r1, think 64, 6 questions x 8 samples" in out
    lines = {line.split("  ")[0]: line for line in out.splitlines()}
    assert {"single", "self-consistency:samples=8", "adaptive-consistency:most=8"} <= set(lines)
    assert lines["single"].endswith("measured")
    assert lines["self-consistency:samples=4"].endswith("replayed")
    assert "58.3 %" in lines["single"]
    assert "Monte Carlo standard error" in out


def test_strategies_and_prices_can_be_chosen(runs, capsys):
    argv = ["replay", runs[0], "--strategy", "single", "--strategy", "short:m=1,k=4"]
    document = json.loads(told(capsys, *argv, "--prices", "o1@2025-01-27", "--json"))
    assert [each["strategy"] for each in document["strategies"]] == ["single", "short:m=1,k=4"]
    single = document["strategies"][0]
    assert single["usd"]["value"] == pytest.approx((10 * 15 + 69 * 60) / 1e6)
    assert single["accuracy"]["value"] == pytest.approx(14 / 24)
    assert single["latency_p50"]["value"] == pytest.approx(6.4)
    assert document["prices"] == "o1@2025-01-27"
    assert document["samples"] == 8


def test_the_frontier_of_two_runs(runs, capsys):
    out = told(capsys, "frontier", *runs, "--axis", "tokens", "--cheapest", "95%", "--for", "9k")
    starred = [line for line in out.splitlines() if line.startswith("*  ")]
    assert any("r1, 64, single" in line for line in starred)
    assert "cheapest to 95.0 %: r1, 256, " in out
    assert "most for 9,000 for the exam: r1, 256, " in out
    assert "points, " in out
    assert "for one more right answer" in out


def test_a_query_that_none_answers_says_so(runs, capsys):
    out = told(capsys, "frontier", *runs, "--axis", "usd", "--for", "0.001usd")
    assert "most for $0.0010 for the exam: there is no such way" in out


def test_more_tells_budgets_difficulty_thoughts_and_coverage(runs, capsys):
    out = told(capsys, "frontier", *runs, "--axis", "thinking", "--more")
    assert "Budgets and samples: r1" in out
    (line,) = [line for line in out.splitlines() if line.startswith("64     58.3 % (64)")]
    assert line.endswith("  run 1")
    assert line.count("~") == 2  # of 2 and 4 samples; one, and all 8, were measured
    assert "64 to 256" in out
    assert "By difficulty: run 1, r1, think 64" in out
    assert "one half of their samples" in out
    assert "Length of thoughts, tokens: run 2" in out
    assert "extrapolated: never drawn" in out


def test_json_has_all_of_it(runs, capsys):
    document = json.loads(told(capsys, "frontier", *runs, "--axis", "p90", "--json"))
    assert document["axis"] == "latency_p90"
    points = {point["name"]: point for point in document["points"]}
    assert points["r1, 64, single"]["on_frontier"] is False  # a vote takes no longer
    assert points["r1, 64, single"]["origin"] == "measured from run 1"
    assert {step["effect"] for step in document["budget_steps"]} <= {"pays", "unclear", "hurts"}
    assert [run["run"] for run in document["runs"]] == [1, 2]
    assert document["queries"]["steps"]


def test_markdown_is_a_report(runs, capsys):
    out = told(capsys, "frontier", *runs, "--markdown", "--prices", "2.5/h@100")
    assert out.startswith("# What accuracy costs: sums\n")
    assert "a machine at 2.5 $/h that draws 100 tok/s" in out
    assert "## Coverage: run 1" in out
    rows = [line for line in out.splitlines() if line.endswith("| measured from run 1 |")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {7}


def test_what_is_shown_is_saved_as_the_ends_of_files_say(runs, tmp_path, capsys):
    names = ["a.svg", "b.md", "c.csv"]
    files = [word for name in names for word in ("--save", str(tmp_path / name))]
    told(capsys, "frontier", *runs, *files)
    assert (tmp_path / "a.svg").read_text().startswith("<svg")
    assert (tmp_path / "b.md").read_text().startswith("# What accuracy costs")
    assert (tmp_path / "c.csv").read_text().startswith("run,model,think")


def test_csv_has_every_point(runs, tmp_path, capsys):
    file = tmp_path / "points.csv"
    told(capsys, "frontier", *runs, "--csv", str(file))
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    assert {row["think"] for row in rows} == {"64", "256"}
    single = next(r for r in rows if r["strategy"] == "single" and r["think"] == "64")
    assert float(single["usd"]) == pytest.approx(1 / 16)
    assert math.isclose(float(single["accuracy"]), 14 / 24, abs_tol=1e-5)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--cheapest", "lots"], "is no accuracy; write it as 80% or 0.8"),
        (["--cheapest", "120%"], "is no accuracy"),
        (["--for", "5usd", "--axis", "tokens"], "write it as 200k tokens"),
        (["--for", "cheap"], "write it as 5usd"),
        (["--prices", "o9@2025-01-27"], "the price book does not know o9"),
        (["--save", "a.gif"], "end it in .svg, .png, .csv, .md"),
        (["--strategy", "self-consistency"], "may draw 32 samples of a question, and one has 8"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_line(runs, capsys, argv, said):
    assert main(["frontier", *runs, *argv]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err


def test_runs_of_different_exams_are_refused(library, runs, capsys):
    other = fill(library.runs, Dial.budget(64), 64, LOW, exam=an_exam(6, "dates"))
    assert main(["frontier", runs[0], str(other)]) == 1
    assert "they have no frontier together" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(runs, tmp_path, capsys):
    assert main(["frontier", *runs, "--csv", str(tmp_path / "no" / "where.csv")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_where_no_price_is_known_that_is_told(library, capsys):
    number = str(fill(library.runs, Dial.budget(64), 64, LOW, usd=None))
    out = told(capsys, "frontier", number, "--more", "--cheapest", "0.5")
    assert "ways left out: what they cost is not known" in out
    assert "cheapest to 50.0 %: there is no such way" in out
    assert "--prices gives them a price" in told(capsys, "replay", number)
    out = told(capsys, "frontier", number, "--prices", "o1@2025-01-27")
    assert "r1, 64, single" in out
    assert json.loads(told(capsys, "frontier", number, "--json"))["points"] == []
    assert told(capsys, "frontier", number, "--markdown")
