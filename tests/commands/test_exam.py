import json
from importlib.util import find_spec

import pytest

from jevons.cli import main
from jevons.core import paths
from jevons.core.strategies.registry import ALLOCATIONS, STEP_STRATEGIES, STRATEGIES

ROW = {"question": "Red \x1b[31mor\x1b[0m blue?", "answer": "\x07blue", "id": "a\x1b[2J"}


@pytest.fixture
def mine():
    paths.exams_dir().mkdir(parents=True)
    path = paths.exams_dir() / "mine.jsonl"
    rows = [{"question": f"{n}+1?", "answer": n + 1, "level": n} for n in range(9)]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_the_list(capsys, mine):
    assert main(["exam", "list"]) == 0
    out = capsys.readouterr().out
    lines = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert "any, 5 levels  here" in lines["arithmetic"]
    assert "1,319" in lines["gsm8k"]
    assert "to get" in lines["gsm8k"]
    assert "here" in lines["mine"]
    assert "104 suites of reasoning-gym" in out
    assert " zebra_puzzles" in out
    assert str(paths.exams_dir()) in out


def test_the_list_is_what_exam_does_alone(capsys):
    assert main(["exam"]) == 0
    alone = capsys.readouterr().out
    assert main(["exam", "list"]) == 0
    assert capsys.readouterr().out == alone


def test_the_list_as_json(capsys):
    assert main(["exam", "list", "--json"]) == 0
    exams = {exam["name"]: exam for exam in json.loads(capsys.readouterr().out)}
    assert exams["gsm8k"]["questions"] == 1319
    assert exams["gsm8k"]["kind"] == "file"
    assert "github.com/openai" in exams["gsm8k"]["remedy"]
    assert exams["gym:sudoku"]["kind"] == "gym"


def test_a_broken_recipe_is_told_on_stderr(capsys):
    paths.recipes_dir().mkdir(parents=True)
    (paths.recipes_dir() / "own.toml").write_text("name = 3")
    assert main(["exam", "list"]) == 0
    assert "own.toml" in capsys.readouterr().err


def test_showing_a_suite(capsys):
    assert main(["exam", "show", "arithmetic-2", "--questions", "2", "--seed", "5"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("arithmetic-2: Arithmetic\nquestions: 2 (2 number)\n")
    assert "seed=5 n=2" in out
    assert "arithmetic-2/seed5/1 (number, cluster arithmetic-2/" in out
    assert out.count("  answer: ") == 2


def test_showing_a_file(capsys, mine):
    arguments = ["exam", "show", "mine", "--filter", "level>=2", "--filter", "answer!=4"]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "questions: 6 (6 number)" in out
    assert "level>=2; answer!=4; 6 of 9 questions" in out
    assert [line for line in out.splitlines() if "answer:" in line] == [
        "  answer: 3", "  answer: 5", "  answer: 6",
    ]  # fmt: skip
    assert "  level: 2" in out


def test_showing_some_that_are_drawn(capsys, mine):
    shown = []
    for seed in ("1", "2", "1"):
        main(["exam", "show", str(mine), "--questions", "4", "--seed", seed, "--json"])
        document = json.loads(capsys.readouterr().out)
        assert document["count"] == 9
        shown.append([question["id"] for question in document["questions"]])
    assert len(shown[0]) == 4
    assert shown[0] == shown[2] != shown[1]


def test_showing_with_fields_and_recipe(capsys, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"q": "1?", "a": "so #### 2"}))
    fields = ["--field", "question=q", "--field", "answer=a"]
    assert main(["exam", "show", str(path), "--recipe", "gsm8k", *fields, "--json"]) == 0
    (question,) = json.loads(capsys.readouterr().out)["questions"]
    assert (question["gold"], question["kind"]) == ("2", "number")


def test_foreign_text_acts_on_nothing(capsys, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(ROW | {"not\x9be": "\u202eevil"}))
    assert main(["exam", "show", str(path)]) == 0
    out = capsys.readouterr().out
    assert not set(out) & set("\x1b\x07\x9b\u202e")
    assert "Red ␛[31mor␛[0m blue?" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["arithmetik"], "did you mean arithmetic"),
        (["gsm8k"], "put it into"),
        (["./missing.csv"], "there is no such file"),
        (["mine", "--filter", "level"], "is not a filter"),
        (["mine", "--filter", "level>99"], "no question of mine passes level>99"),
        (["mine", "--field", "question"], "write it as ROLE=FIELD"),
        (["mine", "--recipe", "aime26"], "there is no recipe aime26"),
        (["mine", "--questions", "0"], "at least 1"),
        (["arithmetic", "--level", "6"], "the level of arithmetic cannot be 6"),
        (["gym:game_of_life_halting"], "it gives full marks to any answer"),
        (["gym:\x1b[2J"], "reasoning-gym has no suite"),
    ],
)
def test_refusals_are_one_line(capsys, mine, arguments, told):
    assert main(["exam", "show", *arguments]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err
    assert captured.err.count("\n") == 1
    assert "\x1b" not in captured.err


@pytest.mark.skipif(find_spec("reasoning_gym") is None, reason="reasoning-gym is an extra")
def test_showing_a_suite_of_reasoning_gym(capsys):
    assert main(["exam", "show", "gym:boxnet", "--questions", "1"]) == 0
    out = capsys.readouterr().out
    assert "checked by gym:boxnet" in out
    assert "answer: (the checker alone decides)" in out


def test_the_strategies_are_told_with_what_can_be_set(capsys):
    assert main(["exam", "strategies"]) == 0
    told = capsys.readouterr().out
    for name in (*STRATEGIES, *STEP_STRATEGIES, *ALLOCATIONS):
        assert f"\n{name}" in f"\n{told}"
    assert "adaptive-consistency:threshold=0.95,most=32" in told
    assert "how stable an answer is, not how right" in told
    assert main(["exam", "strategies", "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert {entry["name"] for entry in entries["allocations"]} == set(ALLOCATIONS)
    assert all(entry["summary"] and entry["source"] for entry in entries["strategies"])


def test_a_strategy_is_named_or_an_allocation_not_both(capsys):
    with pytest.raises(SystemExit):
        main(["exam", "run", "arithmetic", "--strategy", "single", "--allocate", "greedy"])
    assert "not allowed with" in capsys.readouterr().err
