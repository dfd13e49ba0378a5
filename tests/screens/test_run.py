"""The screen of one run: what it says, its filters, its samples, and what happens live."""

import re
from dataclasses import replace

import pytest

from core.runs.run_samples import an_exam
from jevons.core.analysis.accuracy import accuracy
from jevons.core.runs.run import Caps, RunState
from jevons.core.state.quantities import percent_interval
from jevons.screens.runs import RunsScreen
from jevons.screens.sample import SampleScreen
from screens.app_driver import (
    LARGE,
    SMALL,
    driven,
    frame,
    notices,
    press,
    running,
    until,
    until_shown,
)
from screens.run_libraries import PLAN, a_drawn, fill, is_whole, open_run, runs_library

STRIPS = ["✓✓✓", "✓✗✗", "✗✗✗", "…✓?", "!✗…", "✓o·"]
DRAWN = {"correct": 6, "incorrect": 6, "unparsed": 1, "truncated": 2, "error": 1, "ungraded": 1}


def strips_of(pilot):
    """What the lines of questions show of their samples, by the question's number."""
    signs = r"[✓✗?…!○·]+"
    lines = (re.match(rf".\s+(\d+)\s+\S+\s+({signs})", line) for line in frame(pilot).splitlines())
    return {int(line[1]): line[2] for line in lines if line}


def numbers(pilot):
    return list(strips_of(pilot))


# What it says.


@pytest.mark.parametrize("size", [SMALL, LARGE])
@driven
async def test_the_ledger_adds_up_to_the_plan(size):
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None, size=size) as pilot:
        await open_run(pilot)
        if size == SMALL:
            await press(pilot, "tab")
        shown = frame(pilot)
        counts = {
            word: int(re.search(rf"{word}\s+(\d+)", shown)[1])
            for word in [*DRAWN, "refused", "grader timeout", "judge failed", "missing"]
        }
        assert counts == DRAWN | {
            "refused": 0,
            "grader timeout": 0,
            "judge failed": 0,
            "missing": 1,
        }
        assert int(re.search(r"planned\s+(\d+)", shown)[1]) == sum(counts.values()) == 18


@driven
async def test_a_short_ledger_stands_above_the_questions_where_room_is_scarce():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        await open_run(pilot)
        shown = " ".join(frame(pilot).split())
        for count, word in (
            ("✓ 6", "correct"),
            ("✗ 6", "incorrect"),
            ("○ 1", "ungraded"),
            ("· 1", "missing"),
            ("= 18", "planned"),
        ):
            assert f"{count} {word}" in shown
        assert "refused" not in shown


@driven
async def test_accuracy_is_over_all_asked_with_that_of_answered_beside_it():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        await open_run(pilot)
        clusters = [question.cluster for question in an_exam(6).questions]
        counts = [(3, 3), (1, 3), (0, 3), (1, 3), (0, 3), (1, 1)]
        assert f"{percent_interval(accuracy(counts, clusters))} of all asked" in frame(pilot)
        assert "of answered" in frame(pilot)
        assert "a right answer" in frame(pilot)
        assert "$4.25" in frame(pilot)


@driven
async def test_many_truncated_are_pointed_out():
    with runs_library() as store:
        fill(store, ["✓✓✓…"])
    async with running(model=None) as pilot:
        await open_run(pilot)
        assert "25 % truncated: a larger budget may change the accuracy by up to 25 points" in (
            frame(pilot)
        )


@driven
async def test_the_figures_change_places_with_the_questions_where_room_is_scarce():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        screen = await open_run(pilot)
        assert "tab Figures" in frame(pilot)
        assert "What is 0 + 0?" in frame(pilot)
        await press(pilot, "tab")
        assert "accuracy as it settled" in frame(pilot)
        assert "What is 0 + 0?" not in frame(pilot)
        assert not screen.can("open")
        await press(pilot, "enter")
        assert pilot.app.screen is screen
        await press(pilot, "tab")
        assert "What is 0 + 0?" in frame(pilot)
    async with running(model=None, size=LARGE) as pilot:
        screen = await open_run(pilot)
        assert "accuracy as it settled" in frame(pilot)
        assert "What is 0 + 0?" in frame(pilot)
        assert not screen.can("next_pane")


@driven
async def test_how_the_accuracy_settled_ends_with_the_accuracy():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None, size=LARGE) as pilot:
        screen = await open_run(pilot)
        steps = screen.view.measured.settled
        assert [step.questions for step in steps] == [1, 2, 3, 4, 5, 6]
        assert steps[-1].accuracy == screen.view.figures.accuracy
        lines = [line for line in frame(pilot).splitlines() if "●" in line]
        assert len(lines) == 6


@driven
async def test_what_stopped_a_run_is_told_whole():
    problem = "the server at http://gpu:8000 cannot be reached; 6 samples are kept; start it again"
    with runs_library() as store:
        fill(store, ["✓·"], RunState.FAILED, problem=problem, caps=Caps(usd=5.0))
    async with running(model=None) as pilot:
        await open_run(pilot)
        assert problem in " ".join(frame(pilot).split())
        assert "at most $5" in frame(pilot)
        assert "R Resume" in frame(pilot)


@driven
async def test_a_run_of_which_nothing_is_drawn_says_so():
    with runs_library() as store:
        store.create(an_exam(), PLAN)
    async with running(model=None) as pilot:
        screen = await open_run(pilot)
        assert "nothing is graded yet" in frame(pilot)
        assert "nothing is drawn yet" in frame(pilot)
        assert strips_of(pilot) == {1: "··", 2: "··", 3: "··"}
        assert "R Begin" in frame(pilot)
        await press(pilot, "tab", "tab", "w", "w", "escape")
        assert isinstance(pilot.app.screen, RunsScreen) or pilot.app.screen is screen


@driven
async def test_what_comes_from_elsewhere_is_shown_and_not_acted_on():
    exam = an_exam(2)
    evil = replace(exam.questions[0], text="\x1b]0;t\x07 \u202eWhat? [@click=app.quit]x[/]")
    with runs_library() as store:
        fill(store, ["✓", "✗"], exam=replace(exam, questions=(evil, exam.questions[1])))
    async with running(model=None, size=LARGE) as pilot:
        await open_run(pilot)
        assert "␛]0;t␇" in frame(pilot)
        assert not {"\x1b", "\x07", "\u202e"} & set(frame(pilot))


# The questions and their samples.


@driven
async def test_every_question_shows_its_samples_by_signs():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        await open_run(pilot)
        expected = [strip.replace("o", "○") for strip in STRIPS]
        assert list(strips_of(pilot).values()) == expected
        assert " 1/1 " in frame(pilot)


@driven
async def test_the_cursor_colours_a_question_up_to_what_it_says():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        rows = (await open_run(pilot)).rows
        here, other = list(rows.render_line(0)), list(rows.render_line(1))
        assert all(segment.style.bgcolor != other[0].style.bgcolor for segment in here[:2])
        assert here[-2].text.strip() == "What is 0 + 0?"
        assert here[-2].style == other[-2].style
        picked = next(segment for segment in here if segment.style.reverse)
        plain = next(segment for segment in other if segment.text.startswith(picked.text))
        assert picked.style.color == plain.style.color


@driven
async def test_plain_ascii_tells_outcomes_apart():
    from jevons.core import settings

    settings.save("ascii", True)
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None, size=LARGE) as pilot:
        await open_run(pilot)
        shown = frame(pilot)
        assert shown.isascii() or set(shown) - set(map(chr, range(128))) <= {"–", "…"}
        for strip in ("+++", "+xx", "xxx", "~+?", "!x~", "+o."):
            assert strip in shown


@driven
async def test_a_long_run_is_read_as_far_as_it_is_looked_at():
    strips = [("✓✗✗" if number % 3 else "✓✓?") for number in range(900)]
    with runs_library() as store:
        fill(store, strips)
    async with running(model=None) as pilot:
        screen = await open_run(pilot)
        assert not screen.outcomes_of(500)
        await press(pilot, "G")
        await until(pilot, lambda: strips_of(pilot).get(900) == "✓✗✗")
        assert strips_of(pilot)[889] == strips[888]
        assert not screen.outcomes_of(500)
        await press(pilot, "g")
        assert strips_of(pilot)[1] == "✓✓?"
        for _ in range(5):
            await press(pilot, "space")
        await until(pilot, lambda: len(strips_of(pilot)) > 5)
        assert all(strips[n - 1] == strip for n, strip in strips_of(pilot).items())


@driven
async def test_more_samples_than_fit_are_shown_around_the_picked_one():
    strip = ("✓" * 9 + "✗") * 6 + "✓✓✓?"
    with runs_library() as store:
        fill(store, [strip, strip])
    async with running(model=None) as pilot:
        screen = await open_run(pilot)
        first = re.search(r"1 +57/64 (\S+)", frame(pilot))[1]
        assert first.endswith(">")
        assert strip.startswith(first[:-1])
        for _ in range(63):
            await press(pilot, "l")
        assert screen.sample_of(0) == 63
        last = re.search(r"1 +57/64 (\S+)", frame(pilot))[1]
        assert last.startswith("<")
        assert strip.endswith(last[1:])


@driven
async def test_a_sample_is_picked_and_opened_and_where_one_was_is_kept():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        screen = await open_run(pilot)
        await press(pilot, "j", "l", "l", "right", "h")
        assert screen.sample_of(1) == 1
        await press(pilot, "enter")
        await until_shown(pilot, "question 2, sample 2 of 3")
        await press(pilot, "n", "l")
        await until_shown(pilot, "question 3, sample 2 of 3")
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.question == 2
        assert screen.sample_of(2) == 1
        await press(pilot, "j")
        assert screen.sample_of(3) == 0


# Filters.


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("w", [2, 3, 5]),
        ("t", [4, 5]),
        ("v", [2, 4]),
        ("wt", [5]),
        ("ww", [1, 2, 3, 4, 5, 6]),
        ("wv", [2]),
    ],
)
@driven
async def test_filters_show_the_questions_that_have_it(keys, found):
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        screen = await open_run(pilot)
        await press(pilot, *keys)
        await until(pilot, lambda: all(screen.outcomes_of(n - 1) for n in found))
        assert numbers(pilot) == found
        if len(found) < 6:
            assert f"{len(found)} question" in frame(pilot).splitlines()[0]
            await press(pilot, "escape")
            assert numbers(pilot) == [1, 2, 3, 4, 5, 6]
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen))


@driven
async def test_words_and_outcomes_are_filtered_by():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        screen = await open_run(pilot)
        await press(pilot, "slash", *"4 +", "enter")
        await until(pilot, lambda: numbers(pilot) == [3, 5])
        assert "“4 +”" in frame(pilot)
        await press(pilot, "w", "slash", "escape")
        await until(pilot, lambda: numbers(pilot) == [2, 3, 5])
        await press(pilot, "escape", "o", *"ungraded", "enter")
        await until(pilot, lambda: numbers(pilot) == [6])
        await press(pilot, "o", *"missing", "enter", "t")
        await until_shown(pilot, "no question passes the filter")
        await press(pilot, "enter", "l", "j", "escape")
        await until(pilot, lambda: len(numbers(pilot)) == 6)
        assert pilot.app.screen is screen


@driven
async def test_a_filter_leaves_the_cursor_on_its_question_and_picks_what_is_looked_for():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        screen = await open_run(pilot)
        await press(pilot, "j", "w")
        assert screen.question == 1
        assert screen.sample_of(1) == 1
        await press(pilot, "G", "t")
        assert screen.question == 4
        await press(pilot, "w")
        assert screen.sample_of(4) == 2
        await press(pilot, "enter")
        await until_shown(pilot, "question 5, sample 3 of 3")
        await press(pilot, "N")
        await until_shown(pilot, "question 4, sample 1 of 3")


@driven
async def test_questions_are_put_in_other_orders():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        await open_run(pilot)
        await press(pilot, "O")
        assert numbers(pilot) == [3, 5, 2, 4, 1, 6]
        assert "fewest right first" in frame(pilot)
        await press(pilot, "O")
        assert "most tokens first" in frame(pilot)
        await press(pilot, "O")
        assert numbers(pilot) == [1, 2, 3, 4, 5, 6]


# Live.


@driven
async def test_what_is_drawn_shows_up_and_the_ledger_keeps_adding_up():
    exam = an_exam(3)
    with runs_library() as store:
        number = fill(store, ["✓·", "··", "··"], RunState.RUNNING, exam=exam)
        async with running(model=None) as pilot:
            screen = await open_run(pilot)
            assert "1 of 6" in frame(pilot)
            assert "ETA" in frame(pilot)
            assert "f Thoughts in flight" in frame(pilot)
            plan = screen.view.run.plan
            for question, sample, outcome in ((0, 1, "incorrect"), (2, 0, "truncated")):
                drawn = a_drawn(number, exam, question, sample, outcome, plan=plan)
                store.put(number, [drawn], busy_s=1.0)
            await until(pilot, lambda: strips_of(pilot) == {1: "✓✗", 2: "··", 3: "…·"})
            await until_shown(pilot, "3 of 6")
            assert "· 3 missing" in frame(pilot)
            store.tell(number, RunState.STOPPED, 0.0)
            await until_shown(pilot, "stopped")
            await until(pilot, lambda: is_whole(screen))
            assert "took 12 s" in frame(pilot)


@driven
async def test_the_cursor_stays_on_its_question_as_others_come_to_pass_the_filter():
    exam = an_exam(4)
    with runs_library() as store:
        number = fill(store, ["··", "··", "✗·", "✗·"], RunState.RUNNING, exam=exam)
        async with running(model=None) as pilot:
            screen = await open_run(pilot)
            await press(pilot, "w", "j")
            assert screen.question == 3
            plan = screen.view.run.plan
            store.put(number, [a_drawn(number, exam, 0, 0, "incorrect", plan=plan)])
            await until(pilot, lambda: screen.view.shown == (0, 2, 3))
            assert screen.question == 3


@driven
async def test_a_run_that_is_deleted_elsewhere_is_told_once():
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.RUNNING)
        async with running(model=None) as pilot:
            screen = await open_run(pilot)
            store.tell(number, RunState.STOPPED, 0.0)
            store.delete(number)
            screen.look()
            await until(pilot, lambda: "there is no run" in notices(pilot))
            screen.look()
            await until(pilot, lambda: not screen.is_at("read"))
            assert notices(pilot).count("there is no run") == 1


@driven
async def test_a_run_is_steered_and_deleted_from_its_screen():
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.RUNNING)
        async with running(model=None) as pilot:
            await open_run(pilot)
            await press(pilot, "p")
            await until_shown(pilot, "pausing")
            await press(pilot, "plus")
            await until_shown(pilot, "10 at once")
            await press(pilot, "s")
            await until_shown(pilot, "stopping")
            store.tell(number, RunState.STOPPED, 0.0)
            await until_shown(pilot, "R Resume")
            await press(pilot, "D", "y")
            await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen))
            await until_shown(pilot, "No runs yet")
            assert not store.runs()


@driven
async def test_its_figures_are_copied():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        await open_run(pilot)
        await press(pilot, "y")
        for text in ("run 1: sums, r1", "✓ 6 correct", "= 18 planned", "of all asked", "●"):
            assert text in pilot.app.clipboard


# One sample.


async def open_sample(pilot, *keys):
    await open_run(pilot)
    await press(pilot, *keys, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, SampleScreen))
    screen = pilot.app.screen
    await until(pilot, lambda: screen.was_read)
    return screen


@driven
async def test_a_sample_is_told_with_its_verdict_and_what_it_took():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        await open_sample(pilot, "j", "l")
        shown = frame(pilot)
        for text in (
            "✗ incorrect",
            "answer 17",
            "right 2",
            "by last box; equal",
            "grader n-1",
            "thinking 30/256",
            "answer 5 tokens",
            "2.00 s at 26 tok/s",
            "cost $0.250",
            "model r1",
            "it ended by itself",
            "✓✗✗",
            "What is 1 + 1?",
            "Thought 2 about it.",
            "It is 17, so the answer is \\boxed{17}.",
        ):
            assert text in shown, text


@driven
async def test_samples_and_questions_are_gone_through():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        screen = await open_sample(pilot)
        for key, place in (
            ("l", (1, 2)),
            ("right", (1, 3)),
            ("l", (1, 3)),
            ("h", (1, 2)),
            ("n", (2, 1)),
            ("n", (3, 1)),
            ("N", (2, 1)),
            ("h", (2, 1)),
        ):
            await press(pilot, key)
            await until_shown(pilot, f"question {place[0]}, sample {place[1]} of 3")
        assert screen.can("previous_question")
        assert not screen.can("previous_sample")


@driven
async def test_a_sample_that_is_not_there_yet_says_so_and_comes():
    exam = an_exam(1)
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.RUNNING, exam=exam)
        async with running(model=None) as pilot:
            screen = await open_sample(pilot, "l")
            await until_shown(pilot, "not drawn yet")
            assert not screen.can("copy")
            plan = screen.view.run.plan
            store.put(number, [a_drawn(number, exam, 0, 1, "", plan=plan)])
            await until_shown(pilot, "○ ungraded")
            verdict = a_drawn(number, exam, 0, 1, "incorrect", plan=plan).verdict
            store.grade(number, [(0, 1, verdict)])
            await until_shown(pilot, "✗ incorrect")
            assert not screen.is_live()


@driven
async def test_thoughts_fold_and_texts_are_copied():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        await open_sample(pilot)
        await press(pilot, "z")
        assert "Thought 1 about it" not in frame(pilot)
        assert "thought for 30 tokens" in frame(pilot)
        await press(pilot, "l")
        await until_shown(pilot, "sample 2 of 3")
        assert "Thought 2 about it" not in frame(pilot)
        await press(pilot, "y")
        assert pilot.app.clipboard == "It is **0**, so the answer is \\boxed{0}."
        await press(pilot, "Y")
        assert "What is 0 + 0?" in pilot.app.clipboard
        assert "Thought 2 about it" in pilot.app.clipboard


@driven
async def test_a_failed_sample_tells_what_failed():
    with runs_library() as store:
        fill(store, STRIPS)
    async with running(model=None) as pilot:
        await open_sample(pilot, *"jjjj")
        await until_shown(pilot, "! error")
        assert "it failed" in frame(pilot)
        assert "problem the server cut the stream" in frame(pilot)


@driven
async def test_a_long_thought_is_scrolled_through():
    exam = an_exam(1)
    with runs_library() as store:
        number = fill(store, ["·"], exam=exam)
        drawn = a_drawn(number, exam, 0, 0, "correct")
        lines = "\n".join(f"line {n} of it" for n in range(4000))
        long = replace(drawn.generation, thinking=lines)
        store.put(number, [replace(drawn, generation=long)])
    async with running(model=None) as pilot:
        await open_sample(pilot)
        assert "line 0 of it" in frame(pilot)
        await press(pilot, "space", "j")
        assert "line 0 of it" not in frame(pilot)
        await press(pilot, "G")
        assert "line 3999 of it" in frame(pilot)
        assert "\\boxed{0}" in frame(pilot)
        await press(pilot, "ctrl+u", "k", "b", "g")
        assert "line 0 of it" in frame(pilot)


@driven
async def test_what_a_model_wrote_is_shown_and_not_acted_on():
    exam = an_exam(1)
    evil = "\x1b[31mred\x1b]0;t\x07 \u202eback \x9b2J [@click=app.quit]x[/]"
    with runs_library() as store:
        number = fill(store, ["·"], exam=exam)
        drawn = a_drawn(number, exam, 0, 0, "correct")
        generation = replace(drawn.generation, thinking=evil, answer=evil, model=evil)
        verdict = replace(drawn.verdict, extracted=evil, how=evil, grader=evil)
        store.put(number, [replace(drawn, generation=generation, verdict=verdict)])
    async with running(model=None, size=LARGE) as pilot:
        await open_sample(pilot)
        await until_shown(pilot, "␛[31mred")
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(frame(pilot))
