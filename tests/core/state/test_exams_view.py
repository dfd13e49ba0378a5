"""What the Exams screen shows, without a screen and without waiting."""

from core.state.exam_values import (
    ABSENT,
    FILE,
    GYM,
    SUITE,
    a_model,
    a_view,
    an_exam,
    an_outlook,
    choosing,
    foreseen,
    read,
)
from jevons.core.problems import Problem, ProblemKind
from jevons.core.records import AnswerKind, Dial
from jevons.core.settings import Settings
from jevons.core.state import exams as state
from jevons.core.state.exam_contents import Contents
from jevons.core.state.exams import ExamsView

TROUBLE = Problem(ProblemKind.BAD_INPUT, "line 3 is no JSON", remedy="mend it")


def test_the_first_exam_is_chosen_at_first():
    assert a_view().info == SUITE


def test_the_exam_that_was_chosen_last_is_kept_while_it_is_there():
    view = state.chosen(a_view(), "gsm8k")
    assert state.listed(view, [SUITE, FILE]).choice.exam == "gsm8k"
    assert state.listed(view, [SUITE, GYM]).choice.exam == "arithmetic"


def test_a_filter_looks_at_all_that_is_told_of_an_exam():
    view = a_view()
    assert state.searched(view, "WORD mit").shown == (FILE,)
    assert state.searched(view, "to get").shown == (ABSENT,)
    assert state.searched(view, "").shown == view.exams
    assert state.searched(view, "no such words").shown == ()


def test_an_exam_that_has_to_be_got_is_not_read():
    view = state.chosen(a_view(), "aime")
    assert state.asked_now(view) is None
    assert state.why_not(view).remedy == "get it"


def test_a_late_exam_changes_nothing():
    view = a_view()
    asked = state.asked_now(view)
    newer = state.with_choice(view, view.choice.with_part(level=2))
    assert state.exam_read(newer, asked, an_exam(), Contents()) == newer
    assert state.exam_troubled(newer, asked, TROUBLE) == newer
    assert read(newer).exam == an_exam()


def test_a_late_forecast_never_replaces_a_newer_one():
    view = read(a_view())
    older = state.planned_now(view)
    newer = foreseen(choosing(view, samples=4), an_outlook(drawn=80))
    assert state.foreseen(newer, older, an_outlook(drawn=20)) == newer
    assert state.refused(newer, older, TROUBLE) == newer
    assert newer.outlook.forecast.drawn == 80


def test_the_last_forecast_is_known_to_be_old_while_a_new_one_is_worked_out():
    view = foreseen(read(a_view()))
    assert view.outlook_is_new
    changed = choosing(view, dial=Dial.budget(512))
    assert changed.outlook == view.outlook
    assert not changed.outlook_is_new
    assert state.why_not(changed) is None


def test_a_forecast_is_worked_out_again_when_the_pool_may_have_grown():
    view = state.foresee_again(foreseen(read(a_view())))
    assert not view.outlook_is_new
    assert view.outlook is not None
    assert foreseen(view, an_outlook(pooled=5)).outlook_is_new


def test_the_last_forecast_is_not_of_another_exam():
    view = foreseen(read(a_view()))
    assert view.foresees_this_exam
    assert not state.chosen(view, "gsm8k").foresees_this_exam


def test_nothing_is_planned_before_the_exam_is_read():
    view = a_view()
    assert state.planned_now(view) is None
    assert state.planned_now(read(view)).models == view.chosen_models
    harder = state.with_choice(read(view), view.choice.with_part(level=5))
    assert state.planned_now(harder) is None, "the exam of the old level is not asked"


def test_without_a_model_it_says_what_to_do():
    view = state.listed(state.models_listed(ExamsView(), ()), [SUITE])
    view = read(view)
    assert state.planned_now(view) is None
    assert "Ask" in state.why_not(view).remedy


def test_models_that_are_gone_are_not_asked():
    one, two = a_model("one"), a_model("two")
    view = choosing(a_view(one, two), models=("two", "gone"))
    assert view.chosen_models == (two,)
    view = state.models_listed(view, (one,))
    assert view.chosen_models == (one,)


def test_the_settings_name_the_usual_model():
    one, two = a_model("one"), a_model("two")
    view = ExamsView(Settings(model="two"), models=(one, two))
    assert view.chosen_models == (two,)


def test_the_dial_is_the_models_own_until_it_is_turned():
    view = a_view(a_model(default_budget=300))
    assert view.dial == Dial.budget(300)
    assert choosing(view, dial=Dial.off()).dial == Dial.off()


def test_a_broken_exam_is_told_and_read_again_on_wish():
    view = a_view()
    view = state.exam_troubled(view, state.asked_now(view), TROUBLE)
    assert state.why_not(view) == TROUBLE
    assert view.exam_is_read
    again = state.reread(view)
    assert not again.exam_is_read
    assert state.why_not(read(again)) is None


def test_a_refused_plan_says_why_and_a_better_one_forgets_it():
    view = read(a_view())
    view = state.refused(view, state.planned_now(view), TROUBLE)
    assert state.why_not(view) == TROUBLE
    assert state.why_not(choosing(view, samples=2)) is None


def test_prose_needs_a_judge():
    assert not read(a_view()).contents.has_prose
    prose = read(a_view(), an_exam(2, AnswerKind.JUDGED))
    assert prose.contents.has_prose
    assert not state.chosen(prose, "gsm8k").contents.has_prose


def test_a_start_waits_for_the_forecast_and_is_forgotten_when_the_plan_changes():
    view = state.start_asked(read(a_view()), "open")
    assert foreseen(view).then == "open"
    assert choosing(view, samples=2).then == ""
    assert state.chosen(view, "gsm8k").then == ""
    assert state.refused(view, state.planned_now(view), TROUBLE).then == ""


def test_questions_are_turned_to_the_last_and_no_further():
    view = read(a_view(), an_exam(5))
    assert state.turned(view, 3).first == 3
    assert state.turned(view, 30).first == 4
    assert state.turned(view, -1).first == 0
    assert state.turned(state.scrolled(view, 7, 9), 1).down == 0
    assert state.scrolled(view, 12, 9).down == 9


def test_a_shorter_exam_shows_a_question_that_it_has():
    view = state.turned(read(a_view(), an_exam(50)), 40)
    view = state.with_choice(view, view.choice.with_part(questions=10))
    assert read(view, an_exam(10)).first == 9


def test_another_exam_hides_the_answers_again():
    view = state.revealed(read(a_view()))
    assert view.reveals
    assert not state.chosen(view, "gsm8k").reveals


def test_an_exam_is_opened_by_its_path():
    view = state.searched(a_view(), "arith")
    view = state.opened(view, "/data/mine.jsonl")
    assert view.choice.exam == "/data/mine.jsonl"
    assert view.choice.opened == ("/data/mine.jsonl",)
    assert view.info.here
    assert view.text == ""
    names = [info.name for info in view.exams]
    assert names.index("/data/mine.jsonl") < names.index("aime")


def test_an_opened_exam_stays_in_the_list_once():
    view = a_view()
    for name in ("/data/mine.jsonl", "hf:o/n@test", "/data/mine.jsonl"):
        view = state.opened(view, name)
    assert view.choice.opened == ("/data/mine.jsonl", "hf:o/n@test")
    names = [info.name for info in view.exams]
    assert names.count("/data/mine.jsonl") == 1
    assert len(names) == 6
    assert [info.name for info in state.listed(view, [SUITE]).exams][1:] == list(view.choice.opened)


def test_naming_an_exam_of_the_list_goes_there():
    view = state.opened(a_view(), "gsm8k")
    assert view.choice.exam == "gsm8k"
    assert view.choice.opened == ()
    view = state.opened(view, "arithmetic-4")
    assert (view.choice.exam, view.choice.part.level) == ("arithmetic", 4)
