"""Reading claims from TOML: the ledger that jevons brings, and what users add."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jevons.core.economics.claims.claim import (
    Claim,
    Evidence,
    Held,
    Input,
    Jump,
    Reading,
    Source,
    Test,
    Verdict,
)
from jevons.core.economics.claims.formulas import DATE, TEXT, Formula, formulas
from jevons.core.economics.quantities import read_date, read_quantity
from jevons.core.problems import ProblemError, ProblemKind

LEDGER = Path(__file__).with_name("ledger")
UNKNOWN = "unknown"
TOLERANCE = "10 %"

OPTIONAL = {
    "article", "speaker", "recorded", "stated", "confidence", "related", "note", "every_part",
    "why_not", "differs", "topic",
}  # fmt: skip
"""What a claim may say beside what it claims and its readings."""


@cache
def shipped_claims() -> tuple[Claim, ...]:
    """The ledger that jevons brings, in the order of its numbers."""
    found = [
        claim
        for file in sorted(LEDGER.glob("*.toml"))
        if file.stem != "contradictions"
        for claim in read_claims(file.read_text(encoding="utf-8"), file.name, shipped_sources())
    ]
    return tuple(sorted(found, key=lambda claim: claim.id))


@cache
def shipped_sources() -> Mapping[str, Source]:
    """The sources that the ledger names, by their ids."""
    with (LEDGER / "sources.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: Source(row["text"], row["confidence"]) for row in csv.DictReader(file)}


def read_claims(
    text: str, name: str, sources: Mapping[str, Source], *, own: bool = False
) -> Iterator[Claim]:
    """The claims of a TOML text; `name` is what its file is called.

    `topic` at its top goes for all of them, `[sources]` adds to the sources known.

    Raises:
        ProblemError: BAD_INPUT: what is wrong, and in which claim.
    """
    try:
        rows = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad(f"{name} cannot be read: {error}", "mend the line") from error
    topic = str(rows.pop("topic", "your own"))
    known = {**sources, **_own_sources(rows.pop("sources", {}))}
    for id_, row in rows.items():
        if not isinstance(row, dict):
            raise _bad(f"{name}: {id_} is no claim", "begin each claim with [its-name]")
        try:
            yield _claim(id_, row, topic, known, own=own)
        except ProblemError as error:
            problem = error.problem
            raise _bad(f"{name}, claim {id_}: {problem.what}", problem.remedy) from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            said = f"{error.args[0]!s}" if error.args else type(error).__name__
            raise _bad(f"{name}, claim {id_}: {said} is missing or wrong", _FORM) from error


_FORM = "a claim has claim = and [[NAME.readings]] with reads, formula, inputs, test, claimed"


def _bad(what: str, remedy: str) -> ProblemError:
    return ProblemError.of(ProblemKind.BAD_INPUT, what[:400], remedy=remedy)


def _own_sources(rows: Mapping[str, Any]) -> dict[str, Source]:
    return {
        id_: Source(str(row["text"]), str(row.get("confidence", "")))
        if isinstance(row, dict)
        else Source(str(row))
        for id_, row in rows.items()
    }


def _claim(
    id_: str, row: Mapping[str, Any], topic: str, sources: Mapping[str, Source], *, own: bool
) -> Claim:
    unknown = set(row) - OPTIONAL - {"claim", "readings"}
    if unknown:
        raise _bad(f"{sorted(unknown)[0]} means nothing here", f"may be {', '.join(OPTIONAL)}")
    readings = tuple(_reading(one, sources) for one in row.get("readings", ()))
    if not readings and not row.get("why_not"):
        raise _bad("it has no reading", "add one, or say why_not, and the verdict as stated")
    return Claim(
        id=id_,
        topic=str(row.get("topic", topic)),
        article=str(row.get("article", "")),
        speaker=str(row.get("speaker", "")),
        claim=str(row["claim"]),
        readings=readings,
        every_part=bool(row.get("every_part", False)),
        why_not=str(row.get("why_not", "")),
        stated=_verdict(row.get("stated")),
        recorded=_verdict(row.get("recorded")),
        differs=str(row.get("differs", "")),
        note=str(row.get("note", "")),
        confidence=str(row.get("confidence", "")),
        related=tuple(map(str, row.get("related", ()))),
        own=own,
    )


def _verdict(text: object) -> Verdict | None:
    return None if text is None else _one_of(Verdict, text)


def _one_of(kind: Any, text: object) -> Any:
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(str(one) for one in kind)
        raise _bad(f"{str(text)[:30]!r} is not one of them", f"use {known}") from None


def _reading(row: Mapping[str, Any], sources: Mapping[str, Source]) -> Reading:
    formula = formulas().get(row["formula"])
    if formula is None:
        known = ", ".join(sorted(formulas()))
        raise _bad(f"there is no formula {str(row['formula'])[:40]!r}", f"use one of {known}")
    claimed = str(row["claimed"])
    return Reading(
        reads=str(row["reads"]),
        formula=formula,
        inputs=tuple(_inputs(formula, row["inputs"], sources)),
        test=_one_of(Test, row["test"]),
        claimed=held(formula.kind, claimed),
        claimed_text=claimed,
        tolerance=read_quantity("share", str(row.get("tolerance", TOLERANCE))).high,
        evidence=_one_of(Evidence, row.get("evidence", "disclosed")),
        aside=bool(row.get("aside", False)),
        jump=_jump(row["jump"]) if "jump" in row else None,
    )


def _inputs(
    formula: Formula, given: Mapping[str, Any], sources: Mapping[str, Source]
) -> Iterator[Input]:
    wrong = set(given) ^ set(formula.inputs)
    if wrong:
        name = sorted(wrong)[0]
        what = f"{formula.id} takes no {name}" if name in given else f"{name} is missing"
        raise _bad(what, f"{formula.id} takes {', '.join(formula.inputs)}")
    for name, kind in formula.inputs.items():
        text, _, source = str(given[name]).partition(" @")
        yield Input(name, kind, text, held(kind, text), sources.get(source, Source(source)))


def held(kind: str, text: str) -> Held:
    """What a text stands for in an input or a result of a kind.

    Raises:
        ProblemError: BAD_INPUT: it does not fit there.
    """
    if text.strip() == UNKNOWN:
        return None
    if kind == TEXT:
        return text.strip()
    return read_date(text) if kind == DATE else read_quantity(kind, text)


def _jump(row: Mapping[str, Any]) -> Jump:
    cells = tuple((str(cell), str(name)) for cell, name in row.get("cells", {}).items())
    return Jump(str(row["worksheet"]), str(row.get("preset", "")), cells)
