"""Work of which only the newest matters."""

import threading

import pytest

from jevons.screens.latest import Latest

PATIENCE_S = 10.0


class Gate:
    """Work that waits until it is let go."""

    def __init__(self):
        self.begun, self.let_go, self.ended = (threading.Event() for _ in range(3))

    def __call__(self):
        self.begun.set()
        self.let_go.wait(PATIENCE_S)
        self.ended.set()


@pytest.mark.parametrize("at_once", [1, 3])
def test_only_the_newest_is_done_of_what_had_to_wait(at_once):
    latest = Latest(at_once)
    gates = [Gate() for _ in range(at_once)]
    for gate in gates:
        latest.give(gate)
    assert all(gate.begun.wait(PATIENCE_S) for gate in gates)
    left_out, newest = Gate(), Gate()
    latest.give(left_out)
    latest.give(newest)
    assert not newest.begun.is_set()
    gates[-1].let_go.set()
    assert newest.begun.wait(PATIENCE_S)
    assert not left_out.begun.is_set()
    for gate in (newest, *gates):
        gate.let_go.set()
        assert gate.ended.wait(PATIENCE_S)
    assert not left_out.begun.is_set()


def test_there_is_room_again_afterwards():
    latest = Latest()
    for _ in range(20):
        done = threading.Event()
        latest.give(done.set)
        assert done.wait(PATIENCE_S)


def test_nobody_waits_for_its_threads():
    latest, gate = Latest(), Gate()
    latest.give(gate)
    assert gate.begun.wait(PATIENCE_S)
    assert all(t.daemon for t in threading.enumerate() if t is not threading.main_thread())
    gate.let_go.set()
    assert gate.ended.wait(PATIENCE_S)
