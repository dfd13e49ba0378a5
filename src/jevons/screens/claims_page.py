"""The list of claims as rows, and the chosen claim as lines."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core import actions
from jevons.core.economics.claims.claim import Input, Verdict
from jevons.core.economics.claims.contradictions import contradictions_of
from jevons.core.economics.claims.verdict import Finding, Outcome
from jevons.core.economics.claims.words import changes_text, holds_text, said_text, value_text
from jevons.core.state.claim_jump import jump_of
from jevons.core.state.claims import ClaimsView
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.line_wrap import wrap_line
from jevons.widgets.pieces import Line, padded
from jevons.widgets.signs import Signs

SCOPE = "claims"
LONGEST = 600

VERDICTS: dict[Verdict, tuple[str, str]] = {
    Verdict.HOLDS: ("right", "good"),
    Verdict.DEPENDS: ("ungraded", "busy"),
    Verdict.CONTRADICTED: ("wrong", "bad"),
    Verdict.UNVERIFIABLE: ("unparsed", "weak"),
}
"""For each verdict the name of its sign and the kind of its colour."""

INPUT, VALUE = 16, 16
"""Cells of an input's name and of what it holds."""


def verdict_sign(verdict: Verdict, signs: Signs) -> Piece:
    """The sign of a verdict: told by shape, and by colour as well."""
    name, kind = VERDICTS[verdict]
    return Piece(getattr(signs, name), kind)


def claim_line(finding: Finding, width: int, signs: Signs, *, active: bool) -> Line:
    """One claim in the list."""
    claim = finding.claim
    return [
        Piece(f"{signs.prompt if active else ' '} "),
        verdict_sign(finding.verdict, signs),
        Piece(f" {padded(one_line(claim.id, 12), 4)}", "weak"),
        Piece(one_line(claim.claim, max(width, 1))),
    ]


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Lines of a claim; `inputs` are the lines that its inputs stand on."""

    lines: tuple[Line, ...]
    inputs: tuple[int, ...]


def claim_page(view: ClaimsView, width: int, signs: Signs) -> ClaimPage:
    """The page of the chosen claim in so many cells."""
    finding = view.finding
    if finding is None:
        hint = [Piece(" no claim passes the filter: "), Piece("esc", "key"), Piece(" shows all")]
        return ClaimPage((hint,), ())
    maker = _Maker(view, width, signs)
    lines = maker.about(finding)
    inputs: list[int] = []
    number = 0
    for index, outcome in enumerate(finding.outcomes):
        lines += maker.reading(outcome)
        for given in outcome.reading.inputs:
            inputs.append(len(lines))
            lines += maker.input(given, (index, given.name), active=view.row == number)
            number += 1
        lines += maker.turns(outcome)
    lines += maker.others(finding)
    return ClaimPage(tuple(lines), tuple(inputs))


@dataclass(frozen=True, slots=True)
class _Maker:
    view: ClaimsView
    width: int
    signs: Signs

    def about(self, finding: Finding) -> list[Line]:
        """What was claimed, by whom, and the verdict."""
        claim = finding.claim
        lines = self._wrapped(f"{claim.claim}", "strong", most=4)
        article = f"article {claim.article}" if claim.article else ""
        said = f" {self.signs.dot} ".join(filter(None, (claim.speaker, article, claim.topic)))
        lines += self._wrapped(said, "weak", most=3)
        sign = verdict_sign(finding.verdict, self.signs)
        known = f"known as {finding.confidence}" if finding.confidence else "nobody says how well"
        lines.append(
            [Piece(" "), sign, Piece(f" {finding.verdict}", sign.kind), Piece(f"  {known}", "weak")]
        )
        if claim.recorded is not None and claim.recorded is not finding.verdict:
            changed = bool(self.view.changed.get(claim.id))
            why = "with the inputs as you changed them" if changed else claim.differs
            lines += self._wrapped(f"by hand: {claim.recorded}; {why}", "busy", most=3)
        if claim.why_not:
            lines += self._wrapped(f"not computed: {claim.why_not}", most=4)
        if claim.note:
            lines += self._wrapped(claim.note, most=6)
        jump = jump_of(self.view)
        if jump is not None:
            key = actions.key_of(actions.load_actions()["claim_worksheet"], SCOPE)
            lines.append(
                [
                    Piece(f" {key}", "key"),
                    Piece(f" computes it on the worksheet {jump[1].worksheet}"),
                ]
            )
        return lines

    def reading(self, outcome: Outcome) -> list[Line]:
        """One way to take the claim: what is computed, and how the claim fares."""
        reading = outcome.reading
        rule = self.signs.rule
        wrapped = wrap_line(one_line(reading.reads, LONGEST), max(self.width - 5, 1))
        lines: list[Line] = [[Piece(f" {rule}{rule} ", "weak"), Piece(wrapped[0], "strong")]]
        lines += [[Piece(f"    {line}", "strong")] for line in wrapped[1:3]]
        lines += self._wrapped(f"{value_text(outcome)}  =  {reading.formula.text}", most=3)
        kind = {True: "good", False: "bad", None: "weak"}[outcome.holds]
        if not reading.decides:
            kind = "weak"
        sign = {True: self.signs.right, False: self.signs.wrong, None: self.signs.unparsed}
        said = f"{sign[outcome.holds]} claimed {said_text(reading)}: {holds_text(outcome)}"
        return lines + self._wrapped(said, kind, most=2)

    def input(self, given: Input, key: tuple[int, str], *, active: bool) -> list[Line]:
        """One input; in the line below what is wrong with it, or where it is from."""
        change = self.view.change(key)
        text = one_line(self.view.text(key), 60) or "-"
        wrong = change is not None and bool(change.message)
        kind = "bad" if wrong else "busy" if change is not None else ""
        known = given.source.confidence
        room = max(self.width - INPUT - VALUE - 6, 0)
        origin = "changed" if change is not None else f"{known}: {given.source.text}"
        line: Line = [
            Piece(f" {self.signs.prompt if active else ' '} "),
            Piece(f"{padded(given.name.replace('_', ' '), INPUT)} ", "weak"),
            Piece(padded(text, VALUE), kind),
            Piece(f" {one_line(origin, max(room, 1))}" if room > 1 else "", "weak"),
        ]
        lines = [line]
        if wrong and change is not None:
            lines += self._wrapped(f"  ! {change.message}", "bad", most=3)
        elif active:
            lines += self._wrapped(f"  {given.source.text}", "weak", most=3)
        return lines

    def turns(self, outcome: Outcome) -> list[Line]:
        """What would turn the reading."""
        found = changes_text(outcome)
        return self._wrapped(f"  it would turn with {found}", "weak", most=3) if found else []

    def others(self, finding: Finding) -> list[Line]:
        """The claims that it contradicts, or goes with."""
        lines: list[Line] = []
        for one in contradictions_of(finding.claim.id):
            others = ", ".join(other for other in one.claims if other != finding.claim.id)
            rule = self.signs.rule
            head = f"{one.title}{f' ({others})' if others else ''}"
            lines.append(
                [Piece(f" {rule}{rule} ", "weak"), Piece(one_line(head, self.width - 5), "strong")]
            )
            lines += self._wrapped(one.text, most=5)
            lines += self._wrapped(one.resolved, "weak", most=7)
        if finding.claim.related:
            lines.append([])
            lines += self._wrapped(f"goes with {', '.join(finding.claim.related)}", "weak", most=2)
        return lines

    def _wrapped(self, text: str, kind: str = "", *, most: int) -> list[Line]:
        indent = " " * (1 + len(text) - len(text.lstrip()))
        wrapped = wrap_line(one_line(text, LONGEST), max(self.width - len(indent) - 1, 1))
        if len(wrapped) > most:
            wrapped = [*wrapped[: most - 1], f"{wrapped[most - 1]} {self.signs.ellipsis}"]
        return [[Piece(f"{indent}{line}", kind)] for line in wrapped]


def pieces_text(lines: tuple[Line, ...]) -> str:
    """Lines as plain text."""
    return "\n".join("".join(piece.text for piece in line).rstrip() for line in lines)
