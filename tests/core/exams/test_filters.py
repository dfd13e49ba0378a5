import pytest

from jevons.core.exams.exam import Exam
from jevons.core.exams.filters import Filter, filtered
from jevons.core.problems import ProblemError
from jevons.core.records import AnswerKind, Question


def question(item, cluster="", **metadata):
    return Question(item, f"How tall is {item}?", "3", AnswerKind.NUMBER, cluster, "", metadata)


EXAM = Exam(
    "towers",
    (
        question("a", "north", level=1, subject="Algebra"),
        question("b", "north", level=3, subject="Prealgebra"),
        question("c", "south", level="Level 4", subject="Algebra"),
        question("d", level=5.5),
    ),
)


def ids(*filters):
    return "".join(item.id for item in filtered(EXAM, list(map(Filter.parse, filters))))


@pytest.mark.parametrize(
    ("text", "passing"),
    [
        ("subject=Algebra", "ac"),
        (" subject = algebra ", "ac"),
        ("subject!=algebra", "b"),
        ("subject~ALG", "abc"),
        ("level>=3", "bcd"),
        ("level>3", "cd"),
        ("level<=3", "ab"),
        ("level<3", "a"),
        ("level=1..3", "ab"),
        ("level=4..5.5", "cd"),
        ("level=3", "b"),
        ("cluster=north", "ab"),
        ("question~tall is c", "c"),
        ("id=d", "d"),
        ("answer=3", "abcd"),
        ("kind=number", "abcd"),
    ],
)
def test_what_passes(text, passing):
    assert ids(text) == passing


def test_filters_add_up():
    assert ids("level>=3", "subject~algebra") == "bc"


@pytest.mark.parametrize("text", ["", "level", "=3", "level>=high", "level>", "level<Algebra"])
def test_what_is_no_filter(text):
    with pytest.raises(ProblemError, match="is not a filter"):
        Filter.parse(text)


def test_a_field_that_nobody_has_is_told_with_those_there_are():
    with pytest.raises(ProblemError) as caught:
        ids("colour=red")
    assert caught.value.problem.remedy == (
        "they have answer, cluster, id, kind, level, question, subject"
    )


def test_nothing_left_is_told_with_the_values_there_are():
    with pytest.raises(
        ProblemError, match="no question of towers passes subject=Geometry"
    ) as caught:
        ids("subject=Geometry")
    assert caught.value.problem.remedy == "subject is Algebra, Prealgebra"


def test_a_filter_reads_as_it_was_written():
    assert str(Filter.parse("level >= 4")) == "level>=4"
