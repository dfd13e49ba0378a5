"""The engine's process: hosts llama.cpp's server until nobody has asked it for a while.

It is started as `python -m jevons.core.models.engine.host` with one JSON object on its
standard input (see `Order`); the key comes that way because arguments can be seen by all.
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TextIO

from jevons.core.models.engine.directory import Engine, EngineDirectory
from jevons.core.models.engine.plan import CACHE_MIB

BROKEN_INSTALL = "llama.cpp cannot be loaded"
LOG_WARNINGS = 2
"""llama.cpp's level of logging: errors and warnings, nothing of what is asked."""

LOCK_PATIENCE_S = 5.0
IDLE_CHECK_S = 1.0
_DONE = {"prompt_tokens_total", "prompt_tokens_cached_total", "n_decode_total"}
_UNDER_WAY = {"requests_processing", "requests_deferred"}


@dataclass(frozen=True, slots=True)
class Order:
    """What the starter wants: `context` tokens for each slot, an end after `idle_s` idle.

    `memory_bytes` bounds what is allocated, `None` is no bound; `niceness` is added to that
    of the process.
    """

    directory: str
    model: str
    api_key: str = field(repr=False)
    context: int
    slots: int
    threads: int
    chat_template: str
    idle_s: float
    memory_bytes: int | None = None
    niceness: int = 0


def main() -> NoReturn:
    """Serve one model, then end the process.

    Ends with `os._exit`: by then the socket is gone and llama.cpp has nothing to keep.
    """
    os.umask(0o077)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    order = Order(**json.loads(sys.stdin.readline()))
    directory = EngineDirectory(Path(order.directory))
    os.chdir(directory.path)
    _stand_back(order)
    lock = _claim(directory)
    directory.clear()
    try:
        server = _load(order, directory)
    except ImportError as error:
        _give_up(directory, f"{BROKEN_INSTALL}: {error}")
    except Exception as error:  # llama.cpp's are RuntimeErrors, but it promises nothing
        _give_up(directory, f"cannot load {Path(order.model).name}: {error}")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    directory.publish(_engine(order, directory))
    _log(f"serving {Path(order.model).name}: {order.slots} slots of {order.context} tokens, "
         f"{order.threads} threads")  # fmt: skip
    _serve(server, directory, order.idle_s, stop)
    directory.clear()
    lock.close()
    os._exit(0)


def _stand_back(order: Order) -> None:
    """Keep to the limits that were set: a share of the cores' time, a bound of memory.

    What is bounded is private memory, as Linux counts it (setrlimit(2), RLIMIT_DATA): the
    weights are pages of their file, which the system takes back when it needs them.
    """
    os.nice(order.niceness)
    if order.memory_bytes is not None and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (order.memory_bytes, order.memory_bytes))


def _give_up(directory: EngineDirectory, reason: str) -> NoReturn:
    _log(reason)
    directory.clear()
    os._exit(1)


def _claim(directory: EngineDirectory) -> TextIO:
    """Take the lock that says an engine lives here; others only look at it for a moment."""
    lock = directory.alive_lock.open("a+")
    deadline = time.monotonic() + LOCK_PATIENCE_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                _log("another engine serves this model")
                os._exit(1)
            time.sleep(0.02)
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _load(order: Order, directory: EngineDirectory) -> Any:
    """Load the model; the server listens when this returns."""
    import xllamacpp as llama

    params = llama.CommonParams()
    params.model.path = order.model
    params.model_alias = {Path(order.model).stem}
    params.hostnames = [str(directory.socket)]
    params.api_keys = [order.api_key]
    params.n_parallel = order.slots
    params.n_ctx = order.context * order.slots
    params.cpuparams.n_threads = order.threads
    params.cpuparams_batch.n_threads = order.threads
    params.cache_ram_mib = CACHE_MIB
    # The thought stays in the text: it is told from the answer here, as for any server.
    params.reasoning_format = llama.common_reasoning_format.COMMON_REASONING_FORMAT_NONE
    if order.chat_template:
        params.chat_template = order.chat_template
    params.ui = False
    params.endpoint_metrics = True
    params.verbosity = LOG_WARNINGS
    return llama.Server(params)


def _engine(order: Order, directory: EngineDirectory) -> Engine:
    return Engine(
        socket=directory.socket,
        api_key=order.api_key,
        model=Path(order.model),
        pid=os.getpid(),
        log=directory.log,
        context=order.context,
        slots=order.slots,
    )


def _serve(server: Any, directory: EngineDirectory, idle_s: float, stop: threading.Event) -> None:
    """Wait until told to stop, or until nothing was asked for `idle_s` seconds.

    Whoever is about to ask touches the record first (`ensure_engine` does).
    """
    seen: object = None
    used = time.monotonic()
    while not stop.wait(min(IDLE_CHECK_S, idle_s / 4)):
        counters = _counters(server)
        done = {name: counters[name] for name in _DONE}, _touched(directory)
        if done != seen or any(counters[name] for name in _UNDER_WAY):
            seen = done
            used = time.monotonic()
        elif time.monotonic() - used >= idle_s:
            _log(f"nothing was asked for {idle_s:.0f} s: stopping")
            return


def _counters(server: Any) -> dict[str, float]:
    """The server's own counters of work done and under way (Prometheus' text format)."""
    values = dict.fromkeys(_DONE | _UNDER_WAY, 0.0)
    for line in server.handle_metrics().splitlines():
        name, _, value = line.removeprefix("llamacpp:").partition(" ")
        if name in values:
            values[name] = float(value)
    return values


def _touched(directory: EngineDirectory) -> int:
    try:
        return directory.record.stat().st_mtime_ns
    except OSError:
        return 0


def _log(line: str) -> None:
    print(f"engine {os.getpid()}: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
