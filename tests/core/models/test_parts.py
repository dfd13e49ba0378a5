import pytest

from jevons.core.models.parts import before_stop


@pytest.mark.parametrize(
    ("text", "stop", "kept", "found"),
    [
        (" one\n\n two", "\n\n", " one", True),
        ("\n\n one\n\n", "\n\n", "\n\n one", True),
        ("\n\n one", "\n\n", "\n\n one", False),
        (" one. Wait", "Wait", " one. ", True),
        ("Wait, Wait", "Wait", "", True),
        (" one", "", " one", False),
        ("", "\n\n", "", False),
        (" \n\n ", "\n\n", " \n\n ", False),
    ],
)
def test_a_step_ends_before_its_stop_text(text, stop, kept, found):
    assert before_stop(text, stop) == (kept, found)
