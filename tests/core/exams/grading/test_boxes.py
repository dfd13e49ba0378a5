import pytest

from jevons.core.exams.grading.boxes import last_box


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        (r"so \boxed{5}.", "5"),
        (r"\boxed{3} and then \boxed{5}", "5"),
        (r"\fbox{5}", "5"),
        (r"\boxed {5}", "5"),
        (r"\\boxed{5}", "5"),
        (r"$\boxed{\frac{1}{2}}$", r"\frac{1}{2}"),
        (r"\boxed{\left\{1, 2\right\}}", r"\left\{1, 2\right\}"),
        (r"\boxed{\{1}", r"\{1"),
        (r"\boxed{\text{so \boxed{5} it is}}", "5"),
        (r"\text{therefore \boxed{5}}", "5"),
        (r"\boxed{5} but \boxed{6", "5"),
        (r"\boxed{5} but \boxed{\frac{1}{2}", "5"),
        (r"{{{ \boxed{5}", "5"),
        (r"}}} \boxed{5} }}}", "5"),
        (r"\boxed{5} \boxed{ }", "5"),
        ("\\boxed{\n  5\n}", "5"),
        (r"\boxed{x = 5 \text{ or } x = -2}", r"x = 5 \text{ or } x = -2"),
    ],
)
def test_the_last_closed_box(text, inside):
    assert last_box(text) == inside


@pytest.mark.parametrize("text", ["", "5", r"\boxed{5", r"\boxed{}", "boxed{5}", r"\boxes{5}"])
def test_no_box(text):
    assert last_box(text) is None
