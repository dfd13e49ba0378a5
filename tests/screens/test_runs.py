"""The table of runs: what it says, what its keys do, and going from screen to screen."""

from dataclasses import replace

import pytest

from core.runs.run_samples import an_exam
from jevons.core import paths
from jevons.core.models.adding import add_server
from jevons.core.runs.run import Caps, RunState, Wish
from jevons.core.runs.worker import launch
from screens.app_driver import (
    LARGE,
    act,
    ask_screen,
    asking,
    driven,
    frame,
    notices,
    press,
    running,
    settled,
    until,
    until_shown,
)
from screens.run_libraries import PLAN, a_drawn, fill, runs_library, show_runs
from servers.thinker import Thinker


def rows_of(pilot):
    """The lines of the table."""
    return frame(pilot).splitlines()[2:-1]


def row(pilot, number):
    """The line of one run."""
    return next(line for line in rows_of(pilot) if line[2:].split()[:1] == [str(number)])


# Going from screen to screen.


@driven
async def test_number_keys_switch_screens_and_each_keeps_its_state():
    with runs_library() as store:
        fill(store, ["✓"])
        fill(store, ["✗"])
    async with asking(Thinker()) as (pilot, _):
        await press(pilot, *"half a question")
        await press(pilot, "tab", "3")
        await until_shown(pilot, "2 runs")
        await press(pilot, "j")
        await press(pilot, "1")
        await until(pilot, lambda: pilot.app.screen is ask_screen(pilot))
        assert "half a question" in frame(pilot)
        assert ask_screen(pilot).focus_scope == "transcript"
        await press(pilot, "3")
        await until_shown(pilot, "2 runs")
        assert pilot.app.screen.picked.number == 1
        await press(pilot, "enter")
        await until_shown(pilot, "run 1")
        await press(pilot, "1", "3")
        await until_shown(pilot, "run 1: sums")


@driven
async def test_where_text_is_written_digits_are_text_and_alt_switches():
    async with asking(Thinker()) as (pilot, _):
        await press(pilot, *"1 + 3")
        assert ask_screen(pilot).composer.text == "1 + 3"
        assert "Ask alt+2 3 4 6 7 " in frame(pilot)
        await press(pilot, "alt+3")
        await until_shown(pilot, "No runs yet")
        assert "1 Ask" in frame(pilot).splitlines()[0]
        assert "3 Runs" not in frame(pilot)
        await press(pilot, "alt+1")
        await until(pilot, lambda: pilot.app.screen is ask_screen(pilot))
        assert ask_screen(pilot).composer.text == "1 + 3"


@driven
async def test_the_palette_goes_to_other_screens_and_offers_what_they_do():
    with runs_library() as store:
        fill(store, ["✓"])
    async with running(model=None, size=LARGE) as pilot:
        await press(pilot, "ctrl+p", *"runs")
        await until_shown(pilot, "Go to the runs")
        assert "Delete the run" not in frame(pilot)
        await press(pilot, "enter")
        await until_shown(pilot, "1 run ")
        await press(pilot, "ctrl+p", *"delete")
        await until_shown(pilot, "Delete the run")
        assert "Delete the marked conversation" not in frame(pilot)


@driven
async def test_what_ask_is_at_goes_on_while_runs_are_looked_at():
    thinker = Thinker(pause_at="t5")
    async with asking(thinker) as (pilot, _):
        await press(pilot, *"How many?")
        await press(pilot, "enter")
        await until_shown(pilot, "t4")
        await press(pilot, "alt+3")
        await until_shown(pilot, "No runs yet")
        thinker.resume.set()
        await until(pilot, lambda: not ask_screen(pilot).state.live)
        await press(pilot, "1")
        await until_shown(pilot, "a1 a2 a3")


# What the table says.


@driven
async def test_an_empty_library_says_how_to_begin():
    async with running(model=None) as pilot:
        await show_runs(pilot)
        assert "jevons exam run arithmetic --level 1" in frame(pilot)
        with runs_library() as store:
            fill(store, ["✓"])
        await press(pilot, "r")
        await until_shown(pilot, "1 run ")
        assert "No runs yet" not in frame(pilot)


@driven
async def test_a_row_tells_state_progress_accuracy_cost_and_what_a_right_answer_cost():
    with runs_library() as store:
        fill(store, ["✓✗", "✓✓"])
        fill(store, ["✓·", "··"], RunState.CAPPED)
        store.create(an_exam(), PLAN)
    async with running(model=None) as pilot:
        await show_runs(pilot)
        await until(pilot, lambda: "75.0" in row(pilot, 1) and "100.0" in row(pilot, 2))
        state, exam, model, done = row(pilot, 1)[2:].split()[1:5]
        assert (state, exam, model, done) == ("finished", "sums", "r1", "100")
        assert "75.0 [" in row(pilot, 1)
        assert row(pilot, 1).split()[-2:] == ["$1.00", "$0.333"]
        assert "25 %" in row(pilot, 2)
        assert row(pilot, 3).split()[-3:] == ["–", "$0", "–"]
        assert "waiting" in row(pilot, 3)
        assert "$1.25 in all" in frame(pilot)


@driven
async def test_live_runs_come_first_and_show_what_is_drawn():
    exam = an_exam(2)
    with runs_library() as store:
        live = fill(store, ["✓·", "··"], RunState.RUNNING, exam=exam)
        fill(store, ["✓"])
        async with running(model=None) as pilot:
            screen = await show_runs(pilot)
            await until_shown(pilot, "1 live")
            assert screen.view.shown[0].number == live
            assert "25 %" in row(pilot, live)
            plan = screen.view.shown[0].plan
            store.put(live, [a_drawn(live, exam, 0, 1, "incorrect", plan=plan)])
            await until(pilot, lambda: "50 %" in row(pilot, live))
            await until(pilot, lambda: "50.0 [" in row(pilot, live))
            newer = fill(store, ["✓"])
            await until(pilot, lambda: any(run.number == newer for run in screen.view.shown))
            store.tell(live, RunState.STOPPED, 0.0)
            await until(pilot, lambda: "stopped" in row(pilot, live))
            assert not screen.is_live()


@driven
async def test_a_run_that_was_just_planned_shows_as_soon_as_it_begins():
    with runs_library() as store:
        number = store.create(an_exam(), PLAN).number
        async with running(model=None) as pilot:
            await show_runs(pilot)
            assert "waiting" in row(pilot, number)
            store.begin(number)
            await until(pilot, lambda: "running" in row(pilot, number))


@driven
async def test_nothing_is_read_while_nobody_looks_or_nothing_changes():
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.RUNNING)
        async with running(model=None) as pilot:
            screen = await show_runs(pilot)
            await until(pilot, lambda: screen._clock._active.is_set())
            await press(pilot, "1")
            await until(pilot, lambda: not screen._clock._active.is_set())
            await press(pilot, "3")
            await until(pilot, lambda: screen._clock._active.is_set())
            store.tell(number, RunState.FINISHED, 0.0)
            await until(pilot, lambda: "finished" in row(pilot, number))
            looks = count_looks(screen)
            await until(pilot, lambda: screen.ticks > 1)
            assert not looks, "the clock goes on, and reads nothing"


def count_looks(screen):
    """The looks that a screen takes from now on; its clock's ticks are counted beside."""
    looks, look_if_changed = [], screen._look_if_changed
    screen.look = lambda: looks.append(screen.ticks)
    screen.ticks = 0

    def tick():
        screen.ticks += 1
        look_if_changed()

    screen._clock._callback = tick
    return looks


@driven
async def test_what_another_window_does_is_seen():
    with runs_library() as store:
        first = fill(store, ["✓"])
        async with running(model=None) as pilot:
            await show_runs(pilot)
            second = fill(store, ["✓", "✗"])
            await until(pilot, lambda: f" {second} " in frame(pilot))
            store.delete(first)
            await until_shown(pilot, "1 run ")


@driven
async def test_a_price_that_is_not_known_is_not_made_up():
    exam = an_exam(1)
    with runs_library() as store:
        number = fill(store, ["·"], exam=exam)
        sample = replace(a_drawn(number, exam, 0, 0, "correct"), usd=None)
        store.put(number, [sample])
    async with running(model=None) as pilot:
        await show_runs(pilot)
        assert row(pilot, number).split()[-2:] == ["?", "–"]


@driven
async def test_names_from_elsewhere_are_shown_and_not_acted_on():
    exam = replace(an_exam(1), name="\x1b[31msums\x07 [b]x[/b]")
    with runs_library() as store:
        fill(store, ["✓"], exam=exam, models=("r1\x9b2J",))
    async with running(model=None, size=LARGE) as pilot:
        await show_runs(pilot)
        shown = frame(pilot)
        assert "␛[31msums␇ [b]x[/b]" in shown
        assert not {"\x1b", "\x07", "\x9b"} & set(shown)


@driven
async def test_a_library_that_cannot_be_read_is_told_and_stops_nothing():
    async with running(model=None) as pilot:
        pilot.app.library.close()
        await press(pilot, "alt+3")
        await until(pilot, lambda: "cannot be used" in notices(pilot))
        assert pilot.app.is_running
        await press(pilot, "1", "3", "r", "j", "enter", "q")
    assert paths.library_file().exists()


# What its keys do.


@driven
async def test_moving_goes_through_all_rows():
    with runs_library() as store:
        for _ in range(40):
            fill(store, ["✓"])
    async with running(model=None) as pilot:
        screen = await show_runs(pilot)
        for keys, number in (
            (["j", "down", "k"], 39),
            (["G"], 1),
            (["k", "up"], 3),
            (["g"], 40),
            (["pagedown"], 19),
            (["b"], 40),
            (["ctrl+d"], 30),
            (["ctrl+u", "end"], 1),
            (["home"], 40),
        ):
            await press(pilot, *keys)
            assert screen.picked.number == number, keys
            assert f"{number} finished" in frame(pilot)


@driven
async def test_a_filter_shows_what_has_its_words_as_they_are_typed():
    with runs_library() as store:
        fill(store, ["✓"], exam=an_exam(1, "sums"))
        fill(store, ["✓"], exam=an_exam(1, "gsm8k"))
        fill(store, ["✗"], RunState.FAILED, exam=an_exam(1, "gsm8k"))
    async with running(model=None) as pilot:
        screen = await show_runs(pilot)
        await press(pilot, "slash", *"gsm")
        await until(pilot, lambda: len(screen.view.shown) == 2)
        assert "2 shown" in frame(pilot)
        await press(pilot, *" failed", "enter")
        await until(pilot, lambda: len(screen.view.shown) == 1)
        assert screen.focus_scope == "runs"
        await press(pilot, "j", "slash", *"x")
        await until_shown(pilot, "no run has these words")
        await press(pilot, "escape")
        await until(pilot, lambda: len(screen.view.shown) == 3)
        assert screen.focus_scope == "runs"
        await press(pilot, "slash", *"sums", "enter", "escape")
        await until(pilot, lambda: len(screen.view.shown) == 3)


@driven
async def test_pause_stop_and_going_on_are_written_down_for_the_worker():
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.RUNNING)

        def wished():
            return store.wishes(number)[0]

        async with running(model=None) as pilot:
            screen = await show_runs(pilot)
            assert "p Pause" in frame(pilot)
            await press(pilot, "p")
            await until(pilot, lambda: wished() is Wish.PAUSE)
            await until_shown(pilot, "pausing")
            store.tell(number, RunState.PAUSED, 0.0)
            await until_shown(pilot, "paused")
            assert "p Go on" in frame(pilot)
            await press(pilot, "p")
            await until(pilot, lambda: wished() is Wish.RUN)
            await until_shown(pilot, "going on")
            await press(pilot, "s")
            await until(pilot, lambda: wished() is Wish.STOP)
            await until_shown(pilot, "stopping")
            store.tell(number, RunState.STOPPED, 0.0)
            await until_shown(pilot, "stopped")
            await until(pilot, lambda: screen.can("resume"))
            assert not screen.can("pause")


@driven
async def test_resuming_starts_a_worker(monkeypatch):
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.CAPPED)
        monkeypatch.setattr(launch, "start_worker", store.begin)
        async with running(model=None) as pilot:
            await show_runs(pilot)
            assert "R Resume" in frame(pilot)
            await press(pilot, "R")
            await until(pilot, lambda: f"worker is at run {number}" in notices(pilot))
            await until_shown(pilot, "running")


@driven
async def test_a_worker_that_does_not_start_is_told(monkeypatch):
    def refuse(number):
        raise launch.ProblemError.of(launch.ProblemKind.INTERNAL, "the worker died", remedy="look")

    monkeypatch.setattr(launch, "start_worker", refuse)
    with runs_library() as store:
        fill(store, ["✓·"], RunState.CAPPED)
    async with running(model=None) as pilot:
        screen = await show_runs(pilot)
        await press(pilot, "R")
        await until(pilot, lambda: "the worker died; look" in notices(pilot))
        assert screen.can("resume")


@driven
async def test_deleting_asks_first_and_keeps_what_is_live():
    with runs_library() as store:
        number = fill(store, ["✓✗"])
        live = fill(store, ["✓·"], RunState.RUNNING)
        async with running(model=None) as pilot:
            screen = await show_runs(pilot)
            assert screen.picked.number == live
            assert not screen.can("delete_run")
            await press(pilot, "D", "j", "D")
            await until_shown(pilot, f"Delete run {number}?")
            assert "2 samples" in frame(pilot)
            await press(pilot, "n")
            await until(pilot, lambda: pilot.app.screen is screen)
            await press(pilot, "D")
            await until_shown(pilot, f"Delete run {number}?")
            await press(pilot, "y")
            await until(pilot, lambda: f"Run {number} was deleted" in notices(pilot))
            assert [run.number for run in store.runs()] == [live]
            await until(pilot, lambda: [run.number for run in screen.view.shown] == [live])


@driven
async def test_caps_and_concurrency_are_changed():
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.CAPPED, caps=Caps(usd=5), concurrency=8)
        async with running(model=None) as pilot:
            await show_runs(pilot)
            await press(pilot, "plus")
            await until(pilot, lambda: store.wishes(number)[2] == 10)
            await press(pilot, "minus")
            await until(pilot, lambda: store.wishes(number)[2] == 8)
            for more in (10, 12, 15):
                await press(pilot, "plus")
                await until(pilot, lambda more=more: store.wishes(number)[2] == more)
            await press(pilot, "c")
            await until_shown(pilot, "usd=5")
            await press(pilot, *["backspace"] * 5, *"time=2h", "enter")
            await until(pilot, lambda: store.wishes(number)[1] == Caps(seconds=7200))
            await press(pilot, "c", *" rubbish", "enter")
            await until(pilot, lambda: "says no caps" in notices(pilot))
            await press(pilot, "c", "escape")
            assert store.wishes(number)[1] == Caps(seconds=7200)


@driven
async def test_more_requests_are_counted_from_what_was_asked_for_last():
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.CAPPED, concurrency=8)
        async with running(model=None) as pilot:
            screen = await show_runs(pilot)
            screen.look = lambda: None  # what the run has now is read late
            for more in (10, 12, 15):
                await press(pilot, "plus")
                await until(pilot, lambda more=more: store.wishes(number)[2] == more)
            store.set_concurrency(number, 40)  # in another window
            del screen.look
            await press(pilot, "r")
            await until(pilot, lambda: screen.picked.plan.concurrency == 40)
            await press(pilot, "plus")
            await until(pilot, lambda: store.wishes(number)[2] == 50)


@driven
async def test_the_figures_of_a_run_are_copied_as_text():
    with runs_library() as store:
        fill(store, ["✓✗"])
    async with running(model=None) as pilot:
        screen = await show_runs(pilot)
        await until(pilot, lambda: screen.view.figures)
        await press(pilot, "y")
        assert "run 1 (finished): sums, r1" in pilot.app.clipboard
        assert "accuracy, % 50.0 [" in pilot.app.clipboard


@pytest.mark.parametrize(("form", "suffix"), [("all of", "jsonl"), ("table", "csv")])
@driven
async def test_a_run_is_written_to_a_file(form, suffix, tmp_path):
    with runs_library() as store:
        fill(store, ["✓✗"])
    async with running(model=None) as pilot:
        await show_runs(pilot)
        await press(pilot, "x", *form, "enter")
        await until(pilot, lambda: f"run-1.{suffix}" in notices(pilot))
        written = (tmp_path / f"run-1.{suffix}").read_text()
        assert len(written.splitlines()) == 3
        await press(pilot, "x", *form, "enter")
        await until(pilot, lambda: notices(pilot).count(f"run-1.{suffix}") > 1)
        assert (tmp_path / f"run-1.{suffix}").read_text() == written


# Comparing two runs.


@driven
async def test_two_runs_of_one_exam_are_compared():
    with runs_library() as store:
        whole = an_exam(4)
        apart = tuple(replace(question, cluster="") for question in whole.questions)
        exam = replace(whole, questions=apart)
        first = fill(store, ["✓", "✓", "✗", "✓"], exam=exam)
        second = fill(store, ["✓", "✗", "✗", "✗"], exam=exam)
        fill(store, ["✓"], exam=an_exam(1, "other"))
    async with running(model=None, size=LARGE) as pilot:
        screen = await show_runs(pilot)
        assert not screen.can("compare_runs")
        await press(pilot, "G", "m")
        assert f"{first} is marked" in frame(pilot)
        await press(pilot, "k", "equals_sign")
        await until_shown(pilot, "exact McNemar")
        shown = frame(pilot)
        assert "+50.0 points [" in shown
        assert "p = 0.5000" in shown
        assert "No difference is shown" in shown
        assert f"2 of 4 questions differ: run {first} is better on 2, run {second} on 0" in shown
        assert "What is 1 + 1?" in shown
        assert "What is 0 + 0?" not in shown
        await press(pilot, "y")
        assert "+50.0 points" in pilot.app.clipboard
        await press(pilot, "j", "o")
        await until_shown(pilot, "✗ incorrect")
        assert f"run {second}, question 4" in frame(pilot)
        await press(pilot, "escape", "enter")
        await until_shown(pilot, "✓ correct")
        assert f"run {first}, question 4" in frame(pilot)


@driven
async def test_runs_of_different_exams_are_not_compared():
    with runs_library() as store:
        fill(store, ["✓"], exam=an_exam(1, "one"))
        fill(store, ["✓"], exam=an_exam(1, "two"))
    async with running(model=None) as pilot:
        await show_runs(pilot)
        await press(pilot, "m", "j", "equals_sign")
        await until_shown(pilot, "different questions")
        await press(pilot, "escape")
        await until_shown(pilot, "2 runs")


@driven
async def test_every_action_can_be_done_with_no_run_at_all():
    async with running(model=None) as pilot:
        screen = await show_runs(pilot)
        for action in ("open", "pause", "stop_run", "resume", "flights", "mark", "delete_run"):
            await act(pilot, action)
        await press(pilot, *"jkgGpsRDmxyc", "enter", "plus", "minus", "escape", "slash")
        await settled(pilot)
        assert pilot.app.screen is screen


@driven
async def test_a_run_is_swept_at_the_budgets_that_are_typed(monkeypatch):
    started = []
    monkeypatch.setattr(launch, "start_worker", started.append)
    add_server("r1", "http://127.0.0.1:9/v1", "m", dialect="llama-server")
    with runs_library() as store:
        number = fill(store, ["✓✗", "✗✓"])
        async with running(model=None) as pilot:
            await show_runs(pilot)
            await press(pilot, "B")
            await until_shown(pilot, f"Cut the thoughts of run {number} at: 64,128,256")
            await press(pilot, *"20,10", "enter")
            await until(pilot, lambda: "8 answers to be drawn" in notices(pilot))
            cuts = store.sweeps(number)
            assert [run.plan.dial.tokens for run in cuts] == [10, 20]
            assert started == [run.number for run in cuts]
            await press(pilot, *"B99", "enter")
            await until(pilot, lambda: "longer than 30 tokens" in notices(pilot))
            assert len(store.sweeps(number)) == 2


@driven
async def test_what_cannot_be_swept_is_not():
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.STOPPED)
        async with running(model=None) as pilot:
            screen = await show_runs(pilot)
            assert not screen.conditions()["sweep_run"]
            await press(pilot, "B")
            await settled(pilot)
            assert pilot.app.screen is screen
            assert not store.sweeps(number)
