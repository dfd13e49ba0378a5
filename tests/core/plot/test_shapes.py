from hypothesis import given
from hypothesis import strategies as st

from jevons.core.plot.shapes import clipped, steps

PLACES = st.tuples(st.floats(-5, 5), st.floats(-5, 5))


def test_a_staircase_goes_along_and_then_up():
    assert list(steps([(0.1, 0.2), (0.4, 0.5)], to_edge=False)) == [
        [(0.1, 0.2), (0.4, 0.2), (0.4, 0.5)]
    ]
    assert list(steps([(0.1, 0.2), None, (0.4, 0.5)], to_edge=True)) == [
        [(0.1, 0.2), (1.0, 0.2)],
        [(0.4, 0.5), (1.0, 0.5)],
    ]


def test_a_line_is_cut_at_the_edges():
    assert clipped((-1.0, 0.5), (2.0, 0.5)) == ((0.0, 0.5), (1.0, 0.5))
    assert clipped((0.5, -1.0), (0.5, 0.25)) == ((0.5, 0.0), (0.5, 0.25))
    assert clipped((-1.0, 0.5), (-0.5, 0.5)) is None
    assert clipped((-1.0, 1.5), (0.4, 2.0)) is None


@given(PLACES, PLACES)
def test_what_is_left_of_a_line_lies_inside(start, stop):
    inside = clipped(start, stop)
    if all(0 <= value <= 1 for value in (*start, *stop)):
        assert inside is not None
    if inside is not None:
        assert all(0 <= value <= 1 for place in inside for value in place)
