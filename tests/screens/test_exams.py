"""The Exams screen: choosing, seeing, planning."""

import json
import threading

import pytest

from jevons.core.exams.sources import find_exam
from jevons.core.models.adding import add_server
from jevons.core.records import Dial
from jevons.core.runs.run import Caps
from jevons.screens import exams as exams_module
from jevons.screens.ask import AskScreen
from jevons.screens.runs import RunsScreen
from screens.app_driver import (
    LARGE,
    driven,
    frame,
    notices,
    press,
    running,
    settled,
    until,
    until_shown,
)
from screens.exams_driver import (
    do,
    examining,
    exams_screen,
    fill,
    go_to_exams,
    put_exam,
    rested,
)

KEY = exams_module.CHOICE_KEY
SUMS = "".join(
    json.dumps({"question": f"What is {n} + {n}?", "answer": 2 * n}) + "\n" for n in range(1, 31)
)


@pytest.fixture(autouse=True)
def quick_rests(monkeypatch):
    """Read and work out with little ado."""
    monkeypatch.setattr(exams_module, "REST_S", 0.01)


@driven
async def test_it_says_beforehand_what_a_run_takes_and_tells():
    async with examining() as (pilot, server):
        shown = frame(pilot)
        assert "100 samples" in shown
        assert "can tell" in shown
        assert exams_screen(pilot).view.exam.questions[0].text in shown
        assert "s Start the run" in shown
        assert not server.requests, "no model was asked"


@driven
async def test_number_keys_go_to_the_other_screens_and_back():
    async with examining() as (pilot, _):
        await do(pilot, "j")
        await press(pilot, "1")
        assert isinstance(pilot.app.screen, AskScreen)
        await press(pilot, "alt+2", "3")
        assert isinstance(pilot.app.screen, RunsScreen)
        await go_to_exams(pilot)
        assert exams_screen(pilot).view.choice.exam == "word-problems"


@driven
async def test_moving_shows_each_exam():
    async with examining() as (pilot, _):
        await do(pilot, "j")
        assert "stories of several steps" in frame(pilot)
        await do(pilot, "G")
        assert "zebra puzzles" in frame(pilot)
        await do(pilot, "g")
        assert exams_screen(pilot).view.choice.exam == "arithmetic"


@driven
async def test_a_filter_shows_only_what_has_the_words():
    async with examining() as (pilot, _):
        await press(pilot, "slash", *"knig", "enter")
        await rested(pilot)
        shown = exams_screen(pilot).view.shown
        assert shown[0].name == "knights"
        assert all("kni" in info.name for info in shown)
        assert exams_screen(pilot).view.choice.exam == "knights"
        await do(pilot, "escape")
        assert len(exams_screen(pilot).view.shown) > 20
        assert exams_screen(pilot).view.choice.exam == "knights"


@driven
async def test_a_filter_that_fits_nothing_says_how_to_leave_it():
    async with examining() as (pilot, _):
        await press(pilot, "slash", *"zzzz")
        assert "no exam has these words" in frame(pilot)
        await press(pilot, "escape")
        await rested(pilot)
        assert exams_screen(pilot).view.exam is not None


@driven
async def test_answers_are_shown_and_hidden():
    async with examining() as (pilot, _):
        gold = exams_screen(pilot).view.exam.questions[0].gold
        assert "answer  " not in frame(pilot)
        await press(pilot, "a")
        assert f"answer  {gold}" in frame(pilot)
        await press(pilot, "a")
        assert "answer  " not in frame(pilot)


@driven
async def test_questions_are_turned_over():
    async with examining() as (pilot, _):
        await press(pilot, "n")
        first = exams_screen(pilot).view.first
        assert first > 1
        question = exams_screen(pilot).view.exam.questions[first]
        assert question.text in frame(pilot)
        assert f"questions {first + 1} to" in frame(pilot)
        await press(pilot, "N")
        assert exams_screen(pilot).view.first == 0


@driven
async def test_a_long_question_is_scrolled():
    text = "\n".join(f"line {n}" for n in range(60))
    put_exam("long.jsonl", json.dumps({"question": text, "answer": 1}) + "\n")
    async with examining() as (pilot, _):
        await press(pilot, "slash", *"long.jsonl", "enter")
        await rested(pilot)
        assert "space shows the rest" in frame(pilot)
        for _n in range(20):
            await press(pilot, "space")
        assert "line 59" in frame(pilot)
        await press(pilot, "b")
        assert "line 59" not in frame(pilot)


@driven
async def test_level_and_number_are_stepped_and_the_forecast_follows():
    async with examining() as (pilot, _):
        await do(pilot, "plus", "plus")
        assert exams_screen(pilot).view.exam.name == "arithmetic-3"
        await do(pilot, "minus", "tab", "j", "l")
        assert exams_screen(pilot).view.exam.name == "arithmetic-2"
        assert "200 samples" in frame(pilot)
        assert len(exams_screen(pilot).view.exam.questions) == 200


@driven
async def test_values_are_typed():
    async with examining() as (pilot, _):
        await fill(pilot, "u", "30")
        await fill(pilot, "x", "8")
        await fill(pilot, "c", "usd=5 time=10m")
        await fill(pilot, "p", "4")
        view = exams_screen(pilot).view
        assert view.outlook.forecast.drawn == 240
        assert view.outlook.plan.caps == Caps(usd=5, seconds=600)
        assert view.outlook.plan.concurrency == 4


@driven
async def test_a_value_that_makes_no_sense_is_refused_and_nothing_changes():
    async with examining() as (pilot, _):
        await fill(pilot, "x", "many")
        assert "samples are a whole number" in notices(pilot)
        assert exams_screen(pilot).view.choice.samples == 1


@driven
async def test_enter_goes_to_the_plan_and_changes_its_lines():
    async with examining() as (pilot, _):
        await press(pilot, "enter")
        assert "enter changes" in frame(pilot)
        await press(pilot, "enter")
        await until_shown(pilot, "How hard?")
        await press(pilot, "down", "down", "enter")
        await rested(pilot)
        assert exams_screen(pilot).view.exam.name == "arithmetic-3"
        await press(pilot, "escape")
        assert "enter changes" not in frame(pilot)


@driven
async def test_the_cursor_stays_on_its_line_while_others_come_and_go():
    put_exam("mine.jsonl", SUMS)
    async with examining() as (pilot, _):
        await press(pilot, "slash", *"mine.jsonl", "enter")
        await do(pilot, "tab", "j")
        assert exams_screen(pilot).picked_field == "exam_only"
        await fill(pilot, "u", "10")
        assert "the first ones" in frame(pilot)
        assert exams_screen(pilot).picked_field == "exam_only"
        await press(pilot, "slash", "ctrl+u", *"aime", "enter")
        assert exams_screen(pilot).picked_field is None
        assert "not on this machine" in frame(pilot)


@driven
async def test_the_dial_is_chosen_or_typed():
    async with examining() as (pilot, _):
        await press(pilot, "d", *"700", "enter")
        await rested(pilot)
        assert exams_screen(pilot).view.outlook.plan.dial == Dial.budget(700)
        await press(pilot, "d", *"as the model", "enter")
        await rested(pilot)
        assert exams_screen(pilot).view.choice.dial is None


@driven
async def test_several_servers_share_a_run():
    async with examining() as (pilot, server):
        add_server("second", server.base_url, "scripted-1", dialect="llama-server")
        await do(pilot, "r")
        await until(pilot, lambda: len(exams_screen(pilot).view.models) == 2)
        await press(pilot, "m", "tab", "down", "tab")
        assert frame(pilot).count("[x]") == 2
        await press(pilot, "enter")
        await rested(pilot)
        assert exams_screen(pilot).view.outlook.plan.models == ("scripted", "second")


@driven
async def test_one_model_is_chosen_with_enter():
    async with examining() as (pilot, server):
        add_server("second", server.base_url, "scripted-1", dialect="llama-server")
        await do(pilot, "r")
        await until(pilot, lambda: len(exams_screen(pilot).view.models) == 2)
        await press(pilot, "m", *"second", "enter")
        await rested(pilot)
        assert exams_screen(pilot).view.outlook.plan.models == ("second",)


@driven
async def test_warnings_of_the_plan_are_shown():
    async with examining(LARGE) as (pilot, _):
        await fill(pilot, "x", "8")
        await fill(pilot, "t", "0")
        assert "nearly the same" in frame(pilot)
        await fill(pilot, "t", "own")
        assert "nearly the same" not in frame(pilot)


@driven
async def test_a_plan_that_makes_no_sense_cannot_be_started():
    async with examining(usd_per_hour=None) as (pilot, _):
        await fill(pilot, "c", "usd=5")
        assert "this cannot be run" in frame(pilot)
        assert "dollars cannot be capped" in " ".join(frame(pilot).split())
        assert "s Start the run" not in frame(pilot)
        await fill(pilot, "c", "none")
        assert "s Start the run" in frame(pilot)


@driven
async def test_prose_asks_for_a_judge():
    row = {"question": "Why?", "answer": "Because.", "kind": "judged"}
    put_exam("prose.jsonl", json.dumps(row) + "\n")
    async with examining(LARGE) as (pilot, _):
        await press(pilot, "slash", *"prose.jsonl", "enter")
        await rested(pilot)
        assert "which a model must judge" in frame(pilot)
        await press(pilot, "J")
        await until_shown(pilot, "Which model judges")
        await press(pilot, "enter")
        await rested(pilot)
        assert exams_screen(pilot).view.outlook.plan.judge == "scripted"


@driven
async def test_a_broken_file_says_its_line_and_is_read_again():
    put_exam("mine.jsonl", SUMS + "{broken\n")
    async with examining() as (pilot, _):
        await press(pilot, "slash", *"mine.jsonl", "enter")
        await rested(pilot)
        assert "mine.jsonl" in frame(pilot)
        assert "line 31" in " ".join(frame(pilot).split())
        assert "r reads it again" in frame(pilot)
        put_exam("mine.jsonl", SUMS)
        await press(pilot, "r")
        await until(pilot, lambda: exams_screen(pilot).view.exam is not None)
        assert len(exams_screen(pilot).view.exam.questions) == 30


@driven
async def test_a_file_is_opened_by_its_path(tmp_path):
    path = tmp_path / "far.jsonl"
    path.write_text(SUMS)
    async with examining() as (pilot, _):
        await press(pilot, "o", *str(path), "enter")
        await rested(pilot)
        view = exams_screen(pilot).view
        assert view.info.name == str(path)
        assert len(view.exam.questions) == 30
        assert "far.jsonl" in frame(pilot)


@driven
async def test_a_file_that_is_not_there_says_so():
    async with examining() as (pilot, _):
        await press(pilot, "o", *"/no/such.jsonl", "enter")
        await rested(pilot)
        assert exams_screen(pilot).view.trouble is not None
        assert "s Start the run" not in frame(pilot)
        assert "such.jsonl" in frame(pilot)


@driven
async def test_a_part_of_a_file_is_drawn_and_filtered():
    put_exam("mine.jsonl", SUMS)
    async with examining() as (pilot, _):
        await press(pilot, "slash", *"mine.jsonl", "enter")
        await rested(pilot)
        await fill(pilot, "u", "10")
        await fill(pilot, "e", "3")
        assert len(exams_screen(pilot).view.exam.questions) == 10
        assert "drawn with seed 3" in exams_screen(pilot).view.exam.source
        await fill(pilot, "f", "answer<=6")
        assert [q.gold for q in exams_screen(pilot).view.exam.questions] == ["2", "4", "6"]


@driven
async def test_a_slow_exam_can_be_left_and_comes_too_late(monkeypatch):
    gate, begun = threading.Event(), threading.Event()

    def slow(name, options):
        if name == "word-problems":
            begun.set()
            gate.wait(20)
        return find_exam(name, options)

    monkeypatch.setattr(exams_module, "find_exam", slow)
    async with examining() as (pilot, _):
        await press(pilot, "j")
        await until_shown(pilot, "Word problems reading")
        await until(pilot, begun.is_set)
        await press(pilot, "s")
        assert "then it starts" in frame(pilot)
        await do(pilot, "j")
        assert exams_screen(pilot).view.exam.name == "countdown-1"
        gate.set()
        await settled(pilot)
        assert exams_screen(pilot).view.exam.name == "countdown-1"
        assert not pilot.app.library.runs.runs()


@driven
async def test_a_slow_exam_is_read_once_whatever_changes_meanwhile(monkeypatch):
    gate, reads = threading.Event(), []

    def slow(name, options):
        reads.append(name)
        gate.wait(20)
        return find_exam(name, options)

    async with examining() as (pilot, _):
        monkeypatch.setattr(exams_module, "find_exam", slow)
        await press(pilot, "plus")
        await until(pilot, lambda: reads)
        await press(pilot, "x", "ctrl+u", "4", "enter")
        await until(pilot, lambda: '"samples": 4' in (pilot.app.library.recall(KEY) or ""))
        gate.set()
        await rested(pilot)
        assert reads == ["arithmetic"]
        assert exams_screen(pilot).view.outlook.forecast.drawn == 400


@driven
async def test_a_start_that_waits_is_forgotten_with_the_screen(monkeypatch):
    gate = threading.Event()

    def slow(name, options):
        gate.wait(20)
        return find_exam(name, options)

    async with examining() as (pilot, _):
        monkeypatch.setattr(exams_module, "find_exam", slow)
        await press(pilot, "plus", "s", "1")
        screen = pilot.app._screen_stacks["show_exams"][0]
        await until(pilot, lambda: not screen.view.then)
        gate.set()
        await go_to_exams(pilot)
        assert exams_screen(pilot).view.exam.name == "arithmetic-2"
        assert not pilot.app.library.runs.runs()


@driven
async def test_what_a_file_says_does_not_act_on_the_terminal():
    bell = {"question": "Is \x1b[31mthis\x07 [bold]red[/]?", "answer": "\x1b]0;title\x07"}
    put_exam("rude.jsonl", json.dumps(bell) + "\n")
    async with examining() as (pilot, _):
        await press(pilot, "slash", *"rude.jsonl", "enter")
        await rested(pilot)
        await press(pilot, "a")
        shown = frame(pilot)
        assert "␛[31mthis␇ [bold]red[/]?" in shown
        assert "␛]0;title␇" in shown


@driven
async def test_what_was_chosen_is_remembered():
    async with examining() as (pilot, _):
        await do(pilot, "j", "plus")
        await fill(pilot, "x", "4")
        await until(pilot, lambda: '"samples": 4' in (pilot.app.library.recall(KEY) or ""))
    async with running() as pilot:
        await go_to_exams(pilot)
        view = exams_screen(pilot).view
        assert view.exam.name == "word-problems-2"
        assert view.choice.samples == 4
        assert view.shown[exams_screen(pilot).rows.cursor].name == "word-problems"


@driven
async def test_without_a_model_it_says_how_to_get_one():
    async with running(model=None) as pilot:
        await go_to_exams(pilot)
        assert "no model yet" in frame(pilot)
        assert "1 goes to Ask" in frame(pilot)
        assert "s Start the run" not in frame(pilot)
        await press(pilot, "s", "m")
        assert isinstance(pilot.app.screen, exams_module.ExamsScreen)
        assert not pilot.app.library.runs.runs()


@driven
async def test_an_exam_to_get_says_where(monkeypatch):
    async with examining() as (pilot, _):
        await press(pilot, "slash", *"aime", "enter")
        await rested(pilot)
        assert "not on this machine" in frame(pilot)
        assert "huggingface" in frame(pilot).lower() or "hf:" in frame(pilot)
        await press(pilot, "enter", "tab", "s")
        assert exams_screen(pilot).field is None


@driven
async def test_in_plain_ascii_nothing_else_is_drawn(monkeypatch):
    monkeypatch.setenv("JEVONS_ASCII", "1")
    async with examining(LARGE) as (pilot, _):
        await press(pilot, "tab")
        exams_screen(pilot).rows.show_vertical_scrollbar = False
        await settled(pilot)
        left = {char for char in frame(pilot) if not char.isascii()}
        assert left <= set("▁▂▃▄▅▆▇█"), "only the scroll bar's own"
