"""What surrounds reasoning-gym and works without it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.exams.gym import process
from jevons.core.exams.gym.exam import gym_exam, parse_name
from jevons.core.exams.gym.guards import may_reach
from jevons.core.exams.gym.packing import pack, unpack
from jevons.core.exams.gym.plain_answer import plain_answer
from jevons.core.exams.gym.second_look import holds_up
from jevons.core.exams.gym.suites import gym_suite, gym_suites
from jevons.core.problems import ProblemError, ProblemKind

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
leaves |= st.fractions()
keys = st.text() | st.integers() | st.sampled_from(["()", "{}", "/"]) | st.tuples(st.integers())
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text(), inner)
        | st.dictionaries(keys, inner)
    ),
    max_leaves=20,
)


@given(values)
def test_items_survive_json(value):
    back = unpack(json.loads(json.dumps(pack(value))))
    assert repr(back) == repr(value)


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="a set cannot be kept"):
        pack({"a": [{1, 2}]})


@pytest.mark.parametrize(
    ("reads", "answer"),
    [
        ("literal", "[['0', '1'], ['1', '0']]"),
        ("literal", "[-1, (2, 3.5)]"),
        ("literal", "_ Q _\n_ _ Q"),
        ("literal", "1 2 3"),
        ("literal", "ABCD"),
        ("formula", "2*x**3 - x/4 + C"),
        ("formula", "-exp(2*x)*sin(x + 1)"),
        ("formula", "(75 - 3) * 4"),
        ("", "__import__('os').system('true')"),
    ],
)
def test_what_may_reach_a_scoring(reads, answer):
    assert may_reach(reads, answer)


@pytest.mark.parametrize("reads", ["literal", "formula"])
@pytest.mark.parametrize(
    "answer",
    [
        "__import__('os').system('true')",
        "[c for c in ().__class__.__base__.__subclasses__()]",
        "(lambda: 1)()",
        "open('x')",
        "f'{exit()}'",
        "x.real",
        "[1][0]",
        "x if 1 else 2",
        "print",
        "sin(x=1)",
        "__builtins__",
        "x!",
        "'a' * 3",
        "{1: 2}",
        "(y := 3)",
    ],
)
def test_what_may_not_reach_a_scoring(reads, answer):
    # A name alone does nothing; for a formula, 5! is read by sympy although Python does not.
    harmless = {"literal": {"print", "__builtins__", "x!"}, "formula": {"print"}}[reads]
    assert may_reach(reads, answer) is (answer in harmless)


@pytest.mark.parametrize("reads", ["literal", "formula"])
def test_deep_nesting_is_no_way_through(reads):
    assert may_reach("formula", "(" * 20_000 + "1" + ")" * 20_000) is False
    assert may_reach(reads, "-" * 200_000 + "1") is False


@pytest.mark.parametrize(
    ("also", "answer", "gold", "right"),
    [
        ("close", "5/32", "0.15625", True),
        ("close", "0.1562", "0.15625", True),
        ("close", "0.", "0.15625", False),
        ("close", "1/0", "0.15625", False),
        ("same numbers", "['-1.50', 2]", "['-1.5', '2.0']", True),
        ("same numbers", "['-1.6', '2.0']", "['-1.5', '2.0']", False),
        ("same numbers", "[[1]]", "['1']", False),
        ("", "anything", "else", True),
    ],
)
def test_second_looks(also, answer, gold, right):
    assert holds_up(also, answer, gold) is right


@pytest.mark.parametrize(
    ("answer", "gold", "reads", "plain"),
    [
        (r"\text{Yes}", "Yes", "", "Yes"),
        (r"\begin{bmatrix}1 & 2 \\ 3 & 4\end{bmatrix}", "1 2\n3 4", "", "1 2\n3 4"),
        (r"\texttt{a\_b}", "a_b", "", "a_b"),
        (r"\dfrac{1}{2}", r"$\dfrac{1}{2}$", "", r"\dfrac{1}{2}"),
        (" _ Q\nQ _ ", "_ Q\nQ _", "", "_ Q\nQ _"),
        (r"x^{2} \cdot 3", "3*x**2", "formula", "x**(2) * 3"),
        (r"\frac{1}{2} \sin(x)", "", "formula", "((1)/(2)) sin(x)"),
        ("3 × (4 − 1)", "", "formula", "3 * (4 - 1)"),
    ],
)
def test_answers_without_latex(answer, gold, reads, plain):
    assert plain_answer(answer, gold, reads) == plain


def test_the_table_of_suites():
    suites = gym_suites()
    assert len(suites) == 106
    assert len([suite for suite in suites.values() if not suite.excluded]) == 104
    for suite in suites.values():
        assert suite.category
        assert suite.graded in {"", "number", "countdown"}
        assert suite.reads in {"", "literal", "formula"}
        assert suite.also in {"", "close", "same numbers"}
        assert suite.right_from in {0.99, 1.0}


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("game_of_life_halting", ProblemKind.UNSUPPORTED, "it gives full marks to any answer"),
        ("composite", ProblemKind.UNSUPPORTED, "it only mixes the others"),
        ("chain_sums", ProblemKind.NOT_FOUND, "did you mean chain_sum"),
    ],
)
def test_suites_that_are_none(name, kind, told):
    with pytest.raises(ProblemError, match=told) as caught:
        gym_suite(name)
    assert caught.value.problem.kind is kind


def test_settings_in_a_name():
    assert parse_name("gym:chain_sum") == ("chain_sum", {})
    assert parse_name("gym:ab,length=4,x=true,y=word,z=0.5") == (
        "ab", {"length": 4, "x": True, "y": "word", "z": 0.5},
    )  # fmt: skip
    assert parse_name('gym:ab,x=["+","-"],y=2') == ("ab", {"x": ["+", "-"], "y": 2})


def test_without_reasoning_gym_the_remedy_is_told(monkeypatch):
    monkeypatch.setattr(process, "find_spec", lambda name: None)
    with pytest.raises(ProblemError) as caught:
        gym_exam("chain_sum", 0, 1)
    assert caught.value.problem.kind is ProblemKind.MISSING_EXTRA
    assert "jevons[gym]" in caught.value.problem.remedy
