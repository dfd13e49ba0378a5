"""The real engine: one for all, found again, noticed when it dies, gone when unused."""

import asyncio
import json
import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
import pytest

from jevons.core.models.engine.directory import EngineDirectory
from jevons.core.models.engine.launch import (
    crash_problem,
    engine_is_alive,
    ensure_engine,
    last_log_lines,
    stop_engine,
)
from jevons.core.models.engine.plan import EngineLimits
from jevons.core.models.gguf import read_model_file
from jevons.core.problems import ProblemError, ProblemKind
from model_files import write_gguf

CONTEXT = 512
STARTER = """
import asyncio, sys
from pathlib import Path
from jevons.core.models.engine.launch import ensure_engine
print(asyncio.run(ensure_engine(Path(sys.argv[1]), context=512)).pid)
"""


@pytest.fixture
def home(monkeypatch):
    """A home of its own whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="jv-") as directory:
        monkeypatch.setenv("JEVONS_HOME", directory)
        yield Path(directory)


@pytest.fixture
def model(home, embedded_model):
    """The real model; its engine is ended after the test."""
    yield embedded_model
    asyncio.run(stop_engine(embedded_model))
    assert not engine_is_alive(embedded_model)


def start(model, **settings):
    return asyncio.run(ensure_engine(model, context=CONTEXT, **settings))


def client(engine, key=None):
    headers = {"Authorization": f"Bearer {key or engine.api_key}"}
    transport = httpx.HTTPTransport(uds=str(engine.socket))
    return httpx.Client(transport=transport, base_url="http://engine", headers=headers, timeout=60)


def ask(engine, tokens):
    body = {"messages": [{"role": "user", "content": "Say it."}], "max_tokens": tokens, "seed": 1}
    reply = client(engine).post("/v1/chat/completions", json={**body, "ignore_eos": True})
    reply.raise_for_status()
    return reply.json()["usage"]["completion_tokens"]


async def gone(model):
    async with asyncio.timeout(30):
        while engine_is_alive(model):
            await asyncio.sleep(0.02)


@pytest.mark.model
def test_it_serves_its_owner_alone(model):
    engine = start(model, limits=EngineLimits(threads=1))
    assert ask(engine, 3) == 3
    with client(engine, key="wrong") as stranger:
        assert stranger.get("/v1/models").status_code == 401
    with client(engine) as owner:
        slots = owner.get("/slots").json()
    assert [slot["n_ctx"] for slot in slots] == [CONTEXT] * engine.slots
    assert engine.context == CONTEXT

    directory = EngineDirectory.of(model)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in directory.path.iterdir()}
    assert stat.S_IMODE(directory.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(directory.path.parent.stat().st_mode) == 0o700
    for private in ("engine.sock", "engine.json", "engine.log", "alive.lock"):
        assert modes[private] & 0o077 == 0

    assert engine.api_key not in repr(engine)
    assert engine.api_key not in engine.log.read_text()
    arguments = subprocess.run(
        ["ps", "-o", "args=", "-p", str(engine.pid)], capture_output=True, text=True, check=True
    ).stdout
    assert "engine.host" in arguments
    assert engine.api_key not in arguments


@pytest.mark.model
def test_many_processes_share_one_engine_that_outlives_them(model):
    command = [sys.executable, "-c", STARTER, str(model)]
    starters = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    pids = {starter.communicate(timeout=60)[0] for starter in starters}
    assert len(pids) == 1
    assert [starter.returncode for starter in starters] == [0] * 8
    engine = start(model)
    assert str(engine.pid) == pids.pop().strip()
    os.kill(engine.pid, signal.SIGHUP)
    assert ask(engine, 2) == 2


@pytest.mark.model
def test_two_starters_in_one_process_and_another_path_to_the_model(model, tmp_path):
    link = tmp_path / "link.gguf"
    link.symlink_to(model)

    async def both():
        return await asyncio.gather(
            ensure_engine(model, context=CONTEXT), ensure_engine(link, context=CONTEXT)
        )

    first, second = asyncio.run(both())
    assert first == second


@pytest.mark.model
def test_a_crash_is_noticed_and_another_engine_started(model):
    engine = start(model)
    assert crash_problem(model) is None
    os.kill(engine.pid, signal.SIGKILL)
    asyncio.run(gone(model))
    assert last_log_lines(model)[-1].startswith(f"engine {engine.pid}: serving")
    problem = crash_problem(model)
    assert problem.kind is ProblemKind.ENGINE_CRASHED
    assert "killed by SIGKILL" in problem.what
    assert f"engine {engine.pid}: serving" in problem.details
    with pytest.raises(httpx.ConnectError):
        ask(engine, 1)
    second = start(model)
    assert second.pid != engine.pid
    assert second.api_key != engine.api_key
    assert ask(second, 2) == 2
    assert crash_problem(model) is None


@pytest.mark.model
def test_it_stops_when_unused_but_not_while_it_draws(model):
    engine = start(model, idle_s=0.4)
    assert ask(engine, 100) == 100
    asyncio.run(gone(model))
    assert not engine.socket.exists()
    assert crash_problem(model) is None
    assert "nothing was asked" in last_log_lines(model)[-1]
    assert start(model).pid != engine.pid


@pytest.mark.model
def test_a_cancelled_start_goes_on_for_the_next(model):
    waits = []

    async def give_up():
        loading = asyncio.Event()

        def waiting(reason):
            waits.append(reason)
            loading.set()

        starting = asyncio.create_task(ensure_engine(model, context=CONTEXT, on_wait=waiting))
        await loading.wait()
        while not EngineDirectory.of(model).pid():
            await asyncio.sleep(0.01)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting

    asyncio.run(give_up())
    assert waits == [f"loading {model.stem}"]
    pid = EngineDirectory.of(model).pid()
    assert start(model).pid == pid


@pytest.mark.model
def test_a_thought_of_r1_can_be_continued(model, home):
    """The model's template is exchanged for one that llama.cpp takes for R1's."""
    own = read_model_file(model).chat_template.encode()
    r1 = "{{'<｜User｜>'}}{{ content.split('</think>')[-1] }}{{'<｜Assistant｜><think>'}}".encode()
    distill = home / "distill.gguf"
    distill.write_bytes(model.read_bytes().replace(own, r1.ljust(len(own))))
    engine = start(distill)
    try:
        turns = [
            ("user", "2+2?"),
            ("assistant", "4"),
            ("user", "3+4?"),
            ("assistant", "<think>\nOk"),
        ]
        messages = [{"role": role, "content": content} for role, content in turns]
        with client(engine) as owner:
            prompt = owner.post("/apply-template", json={"messages": messages}).json()["prompt"]
    finally:
        asyncio.run(stop_engine(distill))
    assert prompt.endswith(
        "<｜User｜>2+2?<｜Assistant｜>4<｜end▁of▁sentence｜><｜User｜>3+4?<｜Assistant｜><think>\nOk"
    )


@pytest.mark.model
def test_a_cut_model_file(model, home):
    cut = home / "cut.gguf"
    cut.write_bytes(model.read_bytes()[: 40 << 20])
    with pytest.raises(ProblemError) as caught:
        start(cut)
    problem = caught.value.problem
    assert problem.kind is ProblemKind.ENGINE_FAILED
    assert "not within the file bounds" in problem.what
    assert "failed to load model" in problem.details
    assert not engine_is_alive(cut)
    assert crash_problem(cut) is None
    assert {file.name for file in EngineDirectory.of(cut).path.iterdir()} == {
        "start.lock",
        "alive.lock",
        "engine.log",
    }


def test_what_is_no_model_is_refused_before_any_start(home):
    (home / "text.gguf").write_text("hello")
    for path in (home / "text.gguf", home / "missing.gguf"):
        with pytest.raises(ProblemError) as caught:
            start(path)
        assert caught.value.problem.kind is ProblemKind.BAD_MODEL_FILE
        assert last_log_lines(path) == []


def test_too_large_a_model_is_refused_before_any_start(home):
    giant = write_gguf(home / "giant.gguf", size=1 << 42)
    with pytest.raises(ProblemError) as caught:
        start(giant)
    assert caught.value.problem.kind is ProblemKind.NO_MEMORY
    assert last_log_lines(giant) == []


def test_a_dead_engines_record_deceives_nobody(home):
    model = write_gguf(home / "m.gguf")
    directory = EngineDirectory.of(model)
    directory.make()
    directory.record.write_text(json.dumps({"pid": os.getpid()}))
    directory.alive_lock.write_text(str(os.getpid()))
    assert not engine_is_alive(model)
    assert directory.pid() is None
    assert directory.serving() is None
    asyncio.run(stop_engine(model))
    assert crash_problem(model).kind is ProblemKind.ENGINE_CRASHED


def test_the_log_is_shown_without_control_characters(home):
    model = home / "m.gguf"
    directory = EngineDirectory.of(model)
    directory.make()
    directory.log.write_bytes(b"one\n\ntwo\x1b[2J\x9b\xff\n" + b"x" * 999 + b"\nlast")
    lines = last_log_lines(model, 3)
    assert lines[0].startswith("two [2J")
    assert len(lines[1]) == 200
    assert lines[2] == "last"


def test_a_broken_llama_cpp_is_named(home, monkeypatch):
    (home / "xllamacpp.py").write_text("raise ImportError('libgomp.so.1: cannot open')")
    monkeypatch.setenv("PYTHONPATH", str(home))
    with pytest.raises(ProblemError) as caught:
        start(write_gguf(home / "m.gguf"))
    assert caught.value.problem.kind is ProblemKind.ENGINE_FAILED
    assert "llama.cpp cannot be loaded: libgomp.so.1" in caught.value.problem.what
    assert "libgomp1" in caught.value.problem.remedy


def test_no_place_for_the_socket(home):
    (home / "run").write_text("a file where a directory should be")
    with pytest.raises(ProblemError) as caught:
        start(write_gguf(home / "m.gguf"))
    assert caught.value.problem.kind is ProblemKind.READ_ONLY


def test_a_full_disk_is_named(home):
    # The engine inherits the limit: it can write neither its process id nor why it ends.
    model = write_gguf(home / "m.gguf")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        with pytest.raises(ProblemError) as caught:
            start(model)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.problem.kind is ProblemKind.NO_SPACE
    assert "is full" in caught.value.problem.what
    assert "make room" in caught.value.problem.remedy


def test_an_engine_that_says_nothing_on_a_disk_with_room(home, monkeypatch):
    (home / "xllamacpp.py").write_text("import os; os._exit(3)")
    monkeypatch.setenv("PYTHONPATH", str(home))
    with pytest.raises(ProblemError) as caught:
        start(write_gguf(home / "m.gguf"))
    assert caught.value.problem.kind is ProblemKind.ENGINE_FAILED
    assert "it did not say why" in caught.value.problem.what


@pytest.mark.model
def test_an_engine_keeps_to_its_limits_and_gets_no_keys(model, monkeypatch):
    monkeypatch.setenv("MY_BOX", "sk-secret")
    limits = EngineLimits(threads=1, memory_bytes=2 * 10**9, niceness=7)
    engine = start(model, limits=limits)
    assert ask(engine, 3) == 3
    assert os.getpriority(os.PRIO_PROCESS, engine.pid) == os.getpriority(os.PRIO_PROCESS, 0) + 7
    process = Path(f"/proc/{engine.pid}")
    if process.exists():
        assert resource.prlimit(engine.pid, resource.RLIMIT_DATA) == (2 * 10**9, 2 * 10**9)
        told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        assert b"sk-secret" not in told
        assert engine.api_key.encode() not in told
