"""Printing claims."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Sequence

from jevons.core.economics.claims.claim import Verdict
from jevons.core.economics.claims.contradictions import contradictions_of
from jevons.core.economics.claims.summary import Summary, find_all, summary
from jevons.core.economics.claims.verdict import RULE, Finding, Outcome
from jevons.core.economics.claims.words import (
    changes_text,
    claim_object,
    holds_text,
    said_text,
    value_text,
)
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.state.plan_files import all_claims
from jevons.core.visible_text import one_line, visible_json

WIDTH = 96


def run(args: argparse.Namespace) -> int:
    """Print one claim, or the list with its counts."""
    claims, problems = all_claims()
    for problem in problems:
        print(f"jevons claims: {one_line(problem.line(), 500)}", file=sys.stderr)
    try:
        findings = _asked_for(args, find_all(claims))
    except ProblemError as error:
        print(f"jevons claims: {one_line(str(error), 500)}", file=sys.stderr)
        return 1
    if args.json:
        print(_json(findings, single=bool(args.id)))
    elif args.id:
        print(_page(findings[0]))
    else:
        print(_list(findings))
    return 0


def _asked_for(args: argparse.Namespace, findings: Sequence[Finding]) -> list[Finding]:
    """The claims that were asked for.

    Raises:
        ProblemError: NOT_FOUND: there is none; BAD_INPUT: no such verdict.
    """
    if args.verdict and args.verdict.lower() not in set(Verdict):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"there is no verdict {args.verdict[:30]!r}",
            remedy=f"use {', '.join(Verdict)}",
        )
    found = [finding for finding in findings if _passes(args, finding)]
    if not found:
        topics = ", ".join(sorted({finding.claim.topic for finding in findings}))
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"there is no claim {args.id[:30]!r}" if args.id else "no claim is as asked for",
            remedy=f"jevons claims lists all; topics are {topics}",
        )
    return found


def _passes(args: argparse.Namespace, finding: Finding) -> bool:
    claim = finding.claim
    wanted = (
        (args.verdict, str(finding.verdict)),
        (args.topic, claim.topic),
        (args.article, claim.article),
    )
    exact = all(not text or text.lower() == has.lower() for text, has in wanted)
    by = not args.speaker or args.speaker.lower() in claim.speaker.lower()
    return exact and by and (not args.id or args.id.lower() == claim.id.lower())


def _json(findings: Sequence[Finding], *, single: bool) -> str:
    if single:
        return visible_json(claim_object(findings[0]))
    counts = summary(findings)
    document = {
        "rule": RULE,
        "verdicts": counts.verdicts,
        "recorded_verdicts": counts.recorded,
        "computed": counts.computed,
        "checked": counts.checked,
        "not_computed": counts.not_computed,
        "differing": [finding.claim.id for finding in counts.differing],
        "claims": [claim_object(finding) for finding in findings],
    }
    return visible_json(document)


def _list(findings: Sequence[Finding]) -> str:
    """A line a claim, then the counts."""
    lines = [f"{'id':<5} {'verdict':<13} {'computed':<22} {'claimed':<26} claim"]
    for finding in findings:
        claim = finding.claim
        first = finding.outcomes[0] if finding.outcomes else None
        computed = value_text(first) if first else "-"
        claimed = f"{first.reading.test} {first.reading.claimed_text}" if first else "-"
        lines.append(
            f"{one_line(claim.id, 20):<5} {finding.verdict:<13} {one_line(computed, 22):<22}"
            f" {one_line(claimed, 26):<26} {one_line(claim.claim, 90)}"
        )
    return "\n".join([*lines, "", *_counts(summary(findings), len(findings))])


def _counts(counts: Summary, total: int) -> list[str]:
    said = [f"{verdict} {number}" for verdict, number in counts.verdicts.items() if number]
    before = [f"{verdict} {number}" for verdict, number in counts.recorded.items() if number]
    lines = [
        f"{total} claims: {', '.join(said)}",
        f"reached by hand: {', '.join(before)}",
        f"recomputed by a function: {counts.computed}; held against a recorded figure:"
        f" {counts.checked}; not computed: {counts.not_computed}",
    ]
    if not counts.differing:
        lines.append("the rule gives every verdict that was reached by hand")
    for finding in counts.differing:
        claim = finding.claim
        why = claim.differs or "its inputs were changed"
        lines.append(f"{claim.id}: {finding.verdict}, by hand {claim.recorded}: {why}")
    return [*lines, "", *textwrap.wrap(RULE, WIDTH)]


def _page(finding: Finding) -> str:
    """One claim whole."""
    claim = finding.claim
    said = f"{claim.speaker}{f', article {claim.article}' if claim.article else ''}"
    lines = [
        *_wrapped(f"{claim.id}: {one_line(claim.claim, 400)}"),
        *_wrapped(f"{one_line(said, 200)}; {one_line(claim.topic, 60)}", "  "),
        "",
        f"verdict: {finding.verdict} (known as {finding.confidence or 'nobody says'})",
    ]
    if claim.recorded is not None and claim.recorded is not finding.verdict:
        lines += _wrapped(f"by hand: {claim.recorded}; {claim.differs}")
    if claim.why_not:
        lines += _wrapped(f"not computed: {one_line(claim.why_not, 400)}")
    if claim.note:
        lines += ["", *_wrapped(one_line(claim.note, 600))]
    for number, outcome in enumerate(finding.outcomes, 1):
        lines += ["", *_reading(number, outcome)]
    for one in contradictions_of(claim.id):
        others = ", ".join(other for other in one.claims if other != claim.id)
        lines += ["", *_wrapped(f"{one.title} ({others or 'alone'}): {one.text}")]
        lines += _wrapped(one.resolved, "  ")
    if claim.related:
        lines += ["", f"goes with {', '.join(claim.related)}"]
    return "\n".join(lines)


def _reading(number: int, outcome: Outcome) -> list[str]:
    reading = outcome.reading
    lines = [
        *_wrapped(f"{number}. {one_line(reading.reads, 300)}"),
        *_wrapped(f"{value_text(outcome)} = {reading.formula.text}", "   "),
        *_wrapped(f"claimed: {said_text(reading)}: {holds_text(outcome)}", "   "),
    ]
    for given in reading.inputs:
        known = f" ({given.source.confidence})" if given.source.confidence else ""
        source = one_line(given.source.text, 200)
        name = given.name.replace("_", " ")
        lines += _wrapped(f"{name} {one_line(given.text, 60)}: {source}{known}", "     ")
    turns = changes_text(outcome)
    if turns:
        lines += _wrapped(f"it would turn with {turns}", "   ")
    return lines


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")
