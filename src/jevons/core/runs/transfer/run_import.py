"""Runs that other libraries exported, brought into this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Dial
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Sample
from jevons.core.runs.transfer.run_reading import NotOursError, RunHeader, read_header, read_sample

LARGEST_LINE = 256 * 1024 * 1024
"""Bytes; the header of an exam of 100,000 questions has about a fifth of it."""

BATCH = 256
"""Samples gathered at a time."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the run's number here, and what was new.

    `known` says that the run was here before, and nothing was added.
    """

    number: int
    samples: int
    generations: int
    known: bool = False


def import_run(
    store: RunStore,
    lines: BinaryIO,
    name: str,
    on_sample: Callable[[int], None] = lambda count: None,
) -> Imported:
    """Bring in the run that the lines of a file hold: all of it, or nothing.

    `name` is the file's, for what is said of it. Generations go into the pool; those that
    are here already are not doubled. `on_sample` is told how many samples were read.

    Raises:
        ProblemError: BAD_INPUT: the file is no run, was cut off or changed, or holds more
            of a run than is here, or a sweep of one that is not; or the library cannot be
            written.
    """
    header = _header(lines, name)
    with store.incoming() as room:
        twin = room.twin(header)
        if twin is not None:
            return _known(*twin, header, name)
        samples, read = _samples(lines, header, name), 0
        try:
            while batch := list(islice(samples, BATCH)):
                room.add(batch)
                read += len(batch)
                on_sample(read)
        except RecursionError:
            raise _bad(f"{name} is nested too deeply") from None
        number, generations = room.join(header)
    store.decide(number)
    return Imported(number, header.samples, generations)


def _known(number: int, samples: int, header: RunHeader, name: str) -> Imported:
    if samples >= header.samples:
        return Imported(number, 0, 0, known=True)
    raise ProblemError.of(
        ProblemKind.BAD_INPUT,
        f"{name} holds {header.samples:,} samples of run {number}, which has {samples:,} here",
        kept="nothing was imported",
        remedy=f"delete run {number} and import again: what it drew stays in the pool",
    )


def _header(lines: BinaryIO, name: str) -> RunHeader:
    try:
        return read_header(_line(lines, name))
    except NotOursError as error:
        raise _bad(f"{name} cannot be imported: {error}") from error
    except ValueError as error:
        raise _bad(f"line 1 of {name} is broken: {error}") from error


def _samples(lines: BinaryIO, header: RunHeader, name: str) -> Iterator[tuple[Sample, str]]:
    """The samples in the order of the file, each with the key of its pool."""
    plan, exam = header.plan, header.exam
    last, keys = (-1, -1), dict[Dial, str]()
    for count in range(header.samples):
        line = _line(lines, name)
        if not line.endswith(b"\n"):
            told = f"it ends in sample {count + 1:,} of {header.samples:,}"
            raise _bad(f"{name} was cut off: {told}")
        try:
            sample = read_sample(line, header)
            place = (sample.row.question, sample.row.sample)
            if place <= last:
                raise ValueError("it is out of order")
        except ValueError as error:
            raise _bad(f"line {count + 2:,} of {name} is broken: {error}") from error
        if place[0] != last[0]:
            keys = {}
        last, dial = place, sample.generation.dial
        if dial not in keys:  # what a sweep took over stays in the pool it is from
            messages = exam.messages(exam.questions[place[0]])
            keys[dial] = replace(plan, dial=dial).pool_key(messages)
        yield sample, keys[dial]
    if lines.read(1):
        raise _bad(f"{name} goes on after its {header.samples:,} samples")


def _line(lines: BinaryIO, name: str) -> bytes:
    line = lines.readline(LARGEST_LINE + 1)
    if len(line) > LARGEST_LINE:
        raise _bad(f"{name} has a line of over {LARGEST_LINE:,} bytes")
    return line


def _bad(what: str) -> ProblemError:
    return ProblemError.of(
        ProblemKind.BAD_INPUT,
        what,
        kept="nothing was imported",
        remedy="export the run again and import that file",
    )
