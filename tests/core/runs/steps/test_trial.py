import pytest

from jevons.core.runs.steps.trial import boxed, line


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("42} \\]", "\\boxed{42}"),
        (" \\frac{1}{2}}", "\\boxed{\\frac{1}{2}}"),
        ("\\{1, 2\\}}", "\\boxed{\\{1, 2\\}}"),
        ("a}b}", "\\boxed{a}"),
        ("42", None),
        ("\\frac{1}{2", None),
        ("}", None),
        ("  }", None),
        ("", None),
        ("42\\}", None),
    ],
)
def test_a_trial_answer_ends_where_its_box_does(drawn, read):
    assert boxed(drawn) == read


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        (" cba\nmore", "Final answer: cba"),
        ("\n\n x ", "Final answer: x"),
        (" \n", None),
        ("", None),
    ],
)
def test_a_trial_answer_without_a_box_is_a_line(drawn, read):
    assert line(drawn) == read
