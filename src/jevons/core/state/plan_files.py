"""The user's scenarios and claims as files: read, kept, shared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from jevons.core import paths
from jevons.core.economics.claims.claim import Claim
from jevons.core.economics.claims.reading import read_claims, shipped_claims, shipped_sources
from jevons.core.economics.shapes.config import shape_of_json
from jevons.core.economics.shapes.shape import ModelShape
from jevons.core.economics.worksheets.scenario import Scenario, read_scenario, written
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.visible_text import one_line
from jevons.core.whole_file import write_whole

LARGEST = 1_000_000
"""Bytes that a file of scenarios or claims may have."""

_UNSAFE = re.compile(r"[^\w.-]+")
LONGEST_NAME = 60

Read = TypeVar("Read")


def own_scenarios() -> tuple[tuple[Scenario, ...], list[Problem]]:
    """The user's scenarios, and what is wrong with those that cannot be read."""
    return _all_of(paths.scenarios_dir(), lambda file: [read_scenario_file(file)])


def read_scenario_file(file: Path) -> Scenario:
    """The scenario in a file.

    Raises:
        ProblemError: BAD_INPUT: it is none; NOT_FOUND: it cannot be read.
    """
    return read_scenario(_text(file), file.stem)


def read_shape(file: Path) -> ModelShape:
    """The shape of a model in a `config.json`, called as its directory is.

    Raises:
        ProblemError: NOT_FOUND: it cannot be read; BAD_INPUT or UNSUPPORTED: no such
            configuration, or none that is known.
    """
    name = file.parent.name if file.stem == "config" and file.parent.name else file.stem
    return shape_of_json(_text(file), one_line(name, LONGEST_NAME))


def scenario_file(name: str) -> Path:
    """Where the user's scenario of a name is, if it is there."""
    return paths.scenarios_dir() / f"{name}.toml"


def keep_scenario(scenario: Scenario) -> Path:
    """Write a scenario to the user's own, in the place of one of its name; its file.

    Raises:
        ProblemError: BAD_INPUT: its name is no name for a file; READ_ONLY or NO_SPACE.
    """
    file = scenario_file(file_name(scenario.name))
    write_whole(file, written(scenario).encode())
    return file


def drop_scenario(scenario: Scenario) -> None:
    """Delete one of the user's scenarios.

    Raises:
        ProblemError: READ_ONLY: it cannot be deleted.
    """
    file = scenario_file(scenario.name)
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise _unreadable(file, error, "it is still there") from error


def file_name(title: str) -> str:
    """What a scenario of this title is called in files and commands.

    Raises:
        ProblemError: BAD_INPUT: nothing of it can be.
    """
    name = _UNSAFE.sub("-", one_line(title, LONGEST_NAME)).strip("-.").lower()
    if not name:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{one_line(title, 40)!r} is no name",
            remedy="use letters or digits",
        )
    return name


def all_claims() -> tuple[tuple[Claim, ...], list[Problem]]:
    """The ledger, then the user's claims, and what is wrong with those that cannot be read."""
    own, problems = _all_of(
        paths.claims_dir(),
        lambda file: read_claims(_text(file), file.name, shipped_sources(), own=True),
    )
    known = {claim.id for claim in shipped_claims()}
    fresh = {}
    for claim in own:
        if claim.id in known or claim.id in fresh:
            problems.append(
                Problem(
                    ProblemKind.BAD_INPUT,
                    f"there is a claim {claim.id} already",
                    kept="the first of them is shown",
                    remedy="give yours another name",
                )
            )
        else:
            fresh[claim.id] = claim
    return (*shipped_claims(), *fresh.values()), problems


def _all_of(
    directory: Path, read: Callable[[Path], Iterable[Read]]
) -> tuple[tuple[Read, ...], list[Problem]]:
    """What is in the TOML files of a directory; a file with a fault is left out and told."""
    found: list[Read] = []
    problems: list[Problem] = []
    try:
        files = sorted(file for file in directory.iterdir() if file.suffix == ".toml")
    except OSError:
        return (), []  # none of one's own is the normal case
    for file in files:
        try:
            found += read(file)
        except ProblemError as error:
            problems.append(error.problem)
    return tuple(found), problems


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise ProblemError.of(
                ProblemKind.BAD_INPUT, f"{file.name} is too large", remedy="split it"
            )
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, error, "") from error


def _unreadable(file: Path, error: Exception, kept: str) -> ProblemError:
    said = error.strerror if isinstance(error, OSError) and error.strerror else "it is no text"
    return ProblemError.of(
        ProblemKind.NOT_FOUND,
        f"{file} cannot be read: {said}",
        kept=kept,
        remedy="look at the file and its access",
    )
