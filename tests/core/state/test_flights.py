from dataclasses import replace

from jevons.core.runs.worker.flights import Flight
from jevons.core.state import flights as state
from jevons.core.state.flights import KEPT, OVERLAP, FlightsView, followed


def a_flight(question=0, sample=0, thinking="hm", seconds=1.0, **changes):
    return replace(Flight(question, sample, "r1", thinking, "", 10, seconds), **changes)


def watched(*pictures):
    view = FlightsView()
    for picture in pictures:
        view = state.looked(view, picture)
    return view


def keys(view):
    return [pane.key for pane in view.panes]


def test_a_flight_keeps_its_place():
    a, b, c = a_flight(0), a_flight(1), a_flight(2)
    view = watched([a, b], [c, b], [b, c])
    assert keys(view) == [(2, 0), (1, 0)]
    assert view.flying == 2
    assert view.seen == 3


def test_what_landed_is_shown_until_its_place_is_taken():
    a, b, c = a_flight(0, thinking="wait"), a_flight(1), a_flight(2)
    view = watched([a, b], [b])
    assert [pane.over for pane in view.panes] == [True, False]
    assert view.panes[0].thinking == "wait"
    assert keys(state.looked(view, [b, c])) == [(2, 0), (1, 0)]


def test_places_that_nobody_needs_go():
    flights = [a_flight(n) for n in range(5)]
    assert keys(watched(flights, flights[:2])) == [(0, 0), (1, 0)]
    assert len(watched(flights, []).panes) == 1, "the last to be seen stay to be read"
    assert keys(watched(flights, [flights[4]])) == [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)]


def test_a_sample_drawn_anew_begins_with_nothing():
    first = a_flight(thinking="old thought", seconds=30.0, tokens=900)
    view = watched([first], [a_flight(thinking="new", seconds=0.5, tokens=3)])
    assert view.panes[0].thinking == "new"
    assert view.panes[0].tokens == 3


def test_the_end_of_the_worker_lands_everything():
    view = state.ended(watched([a_flight(), a_flight(1)]))
    assert view.ended
    assert view.flying == 0
    assert keys(view) == [(0, 0), (1, 0)]


TEXT = " ".join(str(number) for number in range(1000))


def test_a_text_that_is_seen_by_its_ends_goes_on_from_its_beginning():
    seen = ""
    for end in range(50, 3000, 37):
        seen = followed(seen, TEXT[:end][-500:])
        assert seen == TEXT[:end]


def test_a_text_that_does_not_meet_begins_anew():
    assert followed("what was seen", "something else") == "something else"
    assert followed(TEXT[:500], TEXT[1500:2000]) == TEXT[1500:2000]


def test_a_short_text_that_starts_otherwise_is_replaced():
    assert followed("ab", "abc") == "abc"
    assert followed("", "x") == "x"
    assert followed("abc", "") == ""


def test_of_a_long_text_the_beginning_is_forgotten_at_a_line():
    lines = "\n".join(f"line {number} of a long thought" for number in range(1000))
    seen = ""
    for end in range(100, len(lines), 400):
        seen = followed(seen, lines[:end][-2000:])
        assert len(seen) <= KEPT
        assert lines[:end].endswith(seen)
        assert seen.startswith("line ")
        assert len(seen) >= min(end, OVERLAP)
