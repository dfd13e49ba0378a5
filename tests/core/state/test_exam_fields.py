import pytest

from core.state.exam_values import a_model, a_view, an_exam, choosing, read
from jevons.core.problems import ProblemError
from jevons.core.records import AnswerKind, Dial
from jevons.core.runs.run import Caps
from jevons.core.state import exam_fields as fields
from jevons.core.state import exams as state
from jevons.core.state.exam_changes import stepped, typed


def told(view):
    return {field.id: field.value for field in fields.plan_fields(view)}


def of(name, *models):
    return state.chosen(a_view(*models), name)


def test_a_suite_has_a_level_and_a_seed():
    assert told(of("arithmetic"))[fields.LEVEL] == "1 of 5: sums of two one-digit numbers"
    assert told(of("arithmetic"))[fields.SEED] == "0"
    assert fields.ONLY not in told(of("arithmetic"))


def test_a_level_that_there_is_not_is_told_as_such():
    view = of("arithmetic")
    view = state.with_choice(view, view.choice.with_part(level=9))
    assert told(view)[fields.LEVEL] == "9 of 5, which there is not"


def test_a_file_has_a_seed_only_where_a_part_is_drawn():
    view = of("gsm8k")
    assert not {fields.LEVEL, fields.SEED} & set(told(view))
    assert told(view)[fields.QUESTIONS] == "all"
    assert told(read(view, an_exam(30)))[fields.QUESTIONS] == "all 30"
    view = typed(view, fields.QUESTIONS, "50")
    assert told(view)[fields.QUESTIONS] == "50 at most"
    assert told(view)[fields.SEED] == "none: the first ones"
    assert told(typed(view, fields.SEED, "7"))[fields.SEED] == "7: drawn from all"


def test_an_exam_that_is_not_here_has_no_fields_of_its_own():
    assert fields.QUESTIONS not in told(of("aime"))


def test_the_judge_is_asked_for_where_it_is_needed():
    assert fields.JUDGE not in told(read(a_view()))
    prose = read(a_view(), an_exam(2, AnswerKind.JUDGED))
    assert "none yet" in told(prose)[fields.JUDGE]
    assert told(choosing(prose, judge="one"))[fields.JUDGE] == "one"


def test_several_servers_are_told():
    view = choosing(a_view(a_model("one"), a_model("two")), models=("two", "one"))
    assert told(view)[fields.MODELS] == "two + one"


@pytest.mark.parametrize(
    ("dial", "said"),
    [
        (Dial.off(), "off: it answers at once"),
        (Dial.budget(1024), "1,024 tokens"),
        (Dial.budget(1000, 200), "200..1,000 tokens"),
        (Dial.unlimited(), "max: as long as it wants"),
    ],
)
def test_the_dial_in_words(dial, said):
    assert fields.dial_text(dial) == said


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        (fields.QUESTIONS, "1,000", "1,000"),
        (fields.SEED, "42", "42"),
        (fields.SAMPLES, "8", "8 of each question"),
        (fields.TEMPERATURE, "0,9", "0.9"),
        (fields.TEMPERATURE, "0", "0"),
        (fields.ANSWER, "2048", "2,048 tokens at most"),
        (fields.CAPS, "usd=5 time=30m", "at most $5, 30 m 00 s"),
        (fields.AT_ONCE, "1", "1 request"),
        (fields.LOGPROBS, "2048", "asked for, groups of 2,048 tokens"),
    ],
)
def test_values_are_typed(field, text, said):
    view = typed(of("arithmetic"), field, text)
    assert told(view)[field] == said
    assert typed(view, field, fields.typed_now(view, field)) == view, "as it stands in the field"


def test_filters_are_typed():
    view = typed(of("gsm8k"), fields.ONLY, "level>=4; subject = Algebra")
    assert view.choice.part.only == ("level>=4", "subject=Algebra")
    assert told(view)[fields.ONLY] == "level>=4 and subject=Algebra"
    assert typed(view, fields.ONLY, "").choice.part.only == ()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (fields.QUESTIONS, "0"),
        (fields.QUESTIONS, "ten"),
        (fields.QUESTIONS, "9" * 40),
        (fields.SEED, "-1"),
        (fields.SAMPLES, "4097"),
        (fields.TEMPERATURE, "2.1"),
        (fields.TEMPERATURE, "nan"),
        (fields.TEMPERATURE, "hot"),
        (fields.ANSWER, "0"),
        (fields.CAPS, "five dollars"),
        (fields.AT_ONCE, "5000"),
        (fields.LOGPROBS, "0"),
        (fields.ONLY, "level>=high"),
    ],
)
def test_what_makes_no_sense_is_refused(field, text):
    with pytest.raises(ProblemError):
        typed(of("gsm8k"), field, text)


@pytest.mark.parametrize(
    ("field", "word"),
    [
        (fields.QUESTIONS, "all"),
        (fields.SEED, "none"),
        (fields.TEMPERATURE, "own"),
        (fields.ANSWER, "own"),
        (fields.CAPS, "none"),
        (fields.AT_ONCE, "auto"),
        (fields.LOGPROBS, "none"),
    ],
)
def test_a_word_goes_back_to_the_usual(field, word):
    usual = of("arithmetic")
    texts = {fields.CAPS: "usd=5", fields.TEMPERATURE: "1"}
    changed = typed(usual, field, texts.get(field, "12"))
    assert told(changed)[field] != told(usual)[field]
    assert told(typed(changed, field, word))[field] == told(usual)[field]


@pytest.mark.parametrize(
    "field",
    [fields.LEVEL, fields.QUESTIONS, fields.SEED, fields.DIAL, fields.SAMPLES, fields.ANSWER,
     fields.TEMPERATURE, fields.AT_ONCE, fields.LOGPROBS],
)  # fmt: skip
def test_steps_go_up_and_down_and_end(field):
    view = of("arithmetic", a_model(default_budget=256))
    up = stepped(view, field, 1)
    assert told(up)[field] != told(view)[field]
    for step in (1, -1):
        at = view
        for _ in range(30):
            at = stepped(at, field, step)
        if field != fields.SEED or step < 0:
            assert stepped(at, field, step) == at
        assert told(at)[field]


def test_what_has_no_steps_stays():
    view = of("arithmetic")
    assert stepped(view, fields.MODELS, 1) == view
    assert stepped(view, fields.CAPS, -1) == view


def test_a_part_of_a_file_grows_to_all_of_it():
    view = read(of("gsm8k"), an_exam(30))
    fewer = stepped(view, fields.QUESTIONS, -1)
    assert fewer.choice.part.questions == 1000
    assert stepped(fewer, fields.QUESTIONS, 1).choice.part.questions is None
    assert stepped(view, fields.QUESTIONS, 1) == view


def test_the_file_of_a_drawn_sample_can_have_a_seed_or_none():
    view = typed(of("gsm8k"), fields.QUESTIONS, "50")
    drawn = stepped(view, fields.SEED, 1)
    assert drawn.choice.part.seed == 0
    assert stepped(drawn, fields.SEED, -1).choice.part.seed is None


def test_caps_are_kept_exactly():
    view = typed(of("arithmetic"), fields.CAPS, "tokens=2M usd=0.5")
    assert view.choice.caps == Caps(usd=0.5, tokens=2_000_000)
