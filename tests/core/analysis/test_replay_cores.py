import subprocess

import pytest

from core.analysis.test_replay import exam
from jevons.core.analysis import replay_cores
from jevons.core.analysis.replay import replay
from jevons.core.analysis.replay_cores import replay_rows_on_cores
from jevons.core.analysis.replay_rows import replay_rows
from jevons.core.problems import ProblemError
from jevons.core.strategies.registry import parse

STRATEGIES = [
    parse(text)
    for text in ("single", "self-consistency:samples=3", "adaptive-consistency:most=8", "short")
]


@pytest.fixture
def shared_out(monkeypatch):
    """Every replay goes to processes of its own; what they were asked."""
    started = []
    run = subprocess.run

    def recorded(*args, **options):
        started.append(args[0])
        return run(*args, **options)

    monkeypatch.setattr(replay_cores, "WORTH", 1)
    monkeypatch.setattr(replay_cores, "usable_cores", lambda: 3)
    monkeypatch.setattr(subprocess, "run", recorded)
    return started


def test_the_cores_find_what_one_finds(shared_out):
    pools = exam(20, 8)
    assert replay_rows_on_cores(STRATEGIES, pools, seed=5) == replay_rows(STRATEGIES, pools, seed=5)
    assert len(shared_out) == 3


def test_a_whole_replay_is_the_same_however_it_is_done(shared_out, monkeypatch):
    pools = exam(20, 8)
    there = replay(STRATEGIES, pools)
    assert shared_out
    monkeypatch.setattr(replay_cores, "usable_cores", lambda: 1)
    assert replay(STRATEGIES, pools) == there


def test_where_no_process_starts_it_is_done_here(shared_out, monkeypatch):
    monkeypatch.setattr(replay_cores.sys, "executable", "/no/where/python")
    pools = exam(6, 8)
    assert replay_rows_on_cores(STRATEGIES, pools) == replay_rows(STRATEGIES, pools)


def test_where_a_process_fails_it_is_done_here(shared_out, monkeypatch):
    monkeypatch.setattr(replay_cores, "pack_task", lambda *_: b"nonsense")
    pools = exam(6, 8)
    assert replay_rows_on_cores(STRATEGIES, pools) == replay_rows(STRATEGIES, pools)


def test_what_cannot_be_replayed_is_told_before(shared_out):
    with pytest.raises(ProblemError, match="may draw 8"):
        replay_rows_on_cores(STRATEGIES, exam(6, 4))
    assert not shared_out


def test_a_small_replay_starts_no_process(shared_out, monkeypatch):
    monkeypatch.setattr(replay_cores, "WORTH", 10**9)
    assert replay_rows_on_cores(STRATEGIES, exam(6, 8))
    assert not shared_out
