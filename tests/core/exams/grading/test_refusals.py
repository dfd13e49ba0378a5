import pytest

from jevons.core.exams.grading.refusals import is_refusal


@pytest.mark.parametrize(
    "text",
    [
        "I can't help with that.",
        "I can’t help with that.",
        "I'm sorry, but I can't assist with this request.",
        "Sorry, I cannot provide instructions for that.",
        "Unfortunately, I'm unable to help with this.",
        "I must decline.",
        "  I will not help you with it.",
    ],
)
def test_refusals(text):
    assert is_refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "She can't help with that.",
        "I can help with that: it is 5.",
        "First of all, I can't help with that.",
        "I can't help with that." + " It is a long story." * 40,
        "Sorry, but the sum is 5.",
    ],
)
def test_no_refusals(text):
    assert not is_refusal(text)
