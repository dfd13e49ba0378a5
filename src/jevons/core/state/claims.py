"""What the Claims screen shows: the ledger, filtered, and one claim with inputs to change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from jevons.core.economics.claims.claim import Claim, Input, Reading, Verdict
from jevons.core.economics.claims.reading import held
from jevons.core.economics.claims.verdict import Finding, find
from jevons.core.economics.quantities import Quantity
from jevons.core.problems import ProblemError

Key = tuple[int, str]
"""An input of a claim: the number of its reading, and its name."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the user wrote in an input; `message` says why it does not fit, if it does not."""

    text: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which claims are shown: with one verdict, topic, speaker, article, and some words."""

    verdict: Verdict | None = None
    topic: str = ""
    speaker: str = ""
    article: str = ""
    words: str = ""

    def passes(self, finding: Finding) -> bool:
        """Whether a claim is shown."""
        claim = finding.claim
        parts = (
            (self.topic, claim.topic),
            (self.speaker, claim.speaker),
            (self.article, claim.article),
        )
        if self.verdict is not None and finding.verdict is not self.verdict:
            return False
        if any(wanted and wanted != has for wanted, has in parts):
            return False
        text = f"{claim.id} {claim.topic} {claim.speaker} {claim.claim} {finding.verdict}".lower()
        return all(word in text for word in self.words.lower().split())


@dataclass(frozen=True, slots=True)
class ClaimsView:
    """The claims as found, and where the user is.

    `changed` are inputs that the user changed, by claim; `row` is the input that the
    cursor is on, `None` while it is in the list.
    """

    claims: tuple[Claim, ...] = ()
    findings: Mapping[str, Finding] = field(default_factory=dict)
    sieve: Sieve = Sieve()
    changed: Mapping[str, Mapping[Key, Change]] = field(default_factory=dict)
    chosen: str = ""
    row: int | None = None
    before: Change | None = None
    writes: bool = False

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The claims that pass the filter, in their order."""
        found = (self.findings[claim.id] for claim in self.claims)
        return tuple(finding for finding in found if self.sieve.passes(finding))

    @property
    def finding(self) -> Finding | None:
        """The claim that the cursor is on."""
        return self.findings.get(self.chosen)

    @property
    def inputs(self) -> tuple[tuple[Key, Input], ...]:
        """The inputs of the chosen claim, all that can be changed."""
        finding = self.finding
        if finding is None:
            return ()
        return tuple(
            ((number, given.name), given)
            for number, reading in enumerate(finding.claim.readings)
            for given in reading.inputs
        )

    @property
    def key(self) -> Key | None:
        """The input that the cursor is on."""
        return self.inputs[self.row][0] if self.row is not None and self.inputs else None

    def change(self, key: Key) -> Change | None:
        """What the user wrote in an input of the chosen claim."""
        return self.changed.get(self.chosen, {}).get(key)

    def text(self, key: Key) -> str:
        """What stands in an input."""
        change = self.change(key)
        return change.text if change else dict(self.inputs)[key].text

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many claims have each verdict, filters apart."""
        return Counter(finding.verdict for finding in self.findings.values())


def listed(view: ClaimsView, claims: tuple[Claim, ...]) -> ClaimsView:
    """The claims there are; inputs that the user changed stay."""
    findings = {claim.id: find(_changed(claim, view.changed.get(claim.id, {}))) for claim in claims}
    listed_view = replace(view, claims=claims, findings=findings)
    return sifted(listed_view, view.sieve)


def sifted(view: ClaimsView, sieve: Sieve) -> ClaimsView:
    """Show only claims that pass; the cursor stays on its claim if that is one of them."""
    view = replace(view, sieve=sieve)
    names = [finding.claim.id for finding in view.shown]
    if view.chosen in names:
        return view
    return picked(view, names[0] if names else "")


def sieve_row(sieve: Sieve) -> dict[str, str]:
    """The sieve as JSON takes it; `read_sieve` reads that."""
    return {name: str(part or "") for name, part in asdict(sieve).items()}


def read_sieve(row: Mapping[str, Any]) -> Sieve:
    """The sieve of an earlier start; an open one where that makes no sense."""
    try:
        texts = {name: str(row[name]) for name in ("topic", "speaker", "article", "words")}
        return Sieve(Verdict(row["verdict"]) if row["verdict"] else None, **texts)
    except (KeyError, TypeError, ValueError):
        return Sieve()


def verdict_turned(view: ClaimsView) -> ClaimsView:
    """Show the claims of the next verdict, after the last all of them."""
    kinds: list[Verdict | None] = [None, *Verdict]
    at = (kinds.index(view.sieve.verdict) + 1) % len(kinds)
    return sifted(view, replace(view.sieve, verdict=kinds[at]))


def picked(view: ClaimsView, id_: str) -> ClaimsView:
    """Put the cursor on a claim, in the list."""
    return replace(view, chosen=id_, row=None, writes=False, before=None)


def went_to(view: ClaimsView, id_: str) -> ClaimsView:
    """Go to a claim, whatever the filter hides."""
    view = picked(view, id_)
    finding = view.findings.get(id_)
    return view if finding is None or view.sieve.passes(finding) else replace(view, sieve=Sieve())


def pane_turned(view: ClaimsView) -> ClaimsView:
    """Go from the list to the inputs, or back."""
    return replace(view, row=0 if view.row is None and view.inputs else None)


def moved(view: ClaimsView, step: int) -> ClaimsView:
    """Move the cursor among the inputs."""
    if view.row is None or not view.inputs:
        return view
    return replace(view, row=min(max(0, view.row + step), len(view.inputs) - 1))


def begun(view: ClaimsView) -> ClaimsView:
    """Begin to write the input that the cursor is on."""
    assert view.key is not None
    return replace(view, writes=True, before=view.change(view.key))


def typed(view: ClaimsView, text: str) -> ClaimsView:
    """What is written in the input so far; the verdict follows where it makes sense."""
    key, finding = view.key, view.finding
    if key is None or finding is None or not view.writes:
        return view
    given = dict(view.inputs)[key]
    message = ""
    try:
        held(given.kind, text)
    except ProblemError as error:
        message = str(error)
    return _with_change(view, key, Change(text, message))


def kept(view: ClaimsView) -> ClaimsView:
    """Keep what was written, with the unit that stood there where it has none."""
    key = view.key
    change = view.change(key) if key and view.writes else None
    if key is not None and change is not None and not change.message:
        given = dict(view.inputs)[key]
        wrote, before = held(given.kind, change.text), _original(view, key).held
        if isinstance(wrote, Quantity) and isinstance(before, Quantity):
            view = _with_change(view, key, Change(wrote.styled_as(before).text))
    return replace(view, writes=False, before=None)


def dropped(view: ClaimsView) -> ClaimsView:
    """Leave the input as it was before."""
    key = view.key
    view = _with_change(view, key, view.before) if key and view.writes else view
    return replace(view, writes=False, before=None)


def put_back(view: ClaimsView) -> ClaimsView:
    """Put all inputs of the chosen claim back."""
    rest = {id_: changes for id_, changes in view.changed.items() if id_ != view.chosen}
    return _found_again(replace(view, changed=rest))


def _with_change(view: ClaimsView, key: Key, change: Change | None) -> ClaimsView:
    changes = dict(view.changed.get(view.chosen, {}))
    if change is None or change.text == _original(view, key).text:
        changes.pop(key, None)
    else:
        changes[key] = change
    return _found_again(replace(view, changed={**view.changed, view.chosen: changes}))


def _original(view: ClaimsView, key: Key) -> Input:
    """An input of the chosen claim as the ledger has it."""
    original = next(claim for claim in view.claims if claim.id == view.chosen)
    return next(one for one in original.readings[key[0]].inputs if one.name == key[1])


def _found_again(view: ClaimsView) -> ClaimsView:
    """The chosen claim computed anew."""
    original = next(claim for claim in view.claims if claim.id == view.chosen)
    claim = _changed(original, view.changed.get(view.chosen, {}))
    return replace(view, findings={**view.findings, view.chosen: find(claim)})


def _changed(claim: Claim, changes: Mapping[Key, Change]) -> Claim:
    """The claim with the inputs that the user changed; those that do not fit are as before."""
    if not changes:
        return claim
    readings = tuple(
        _changed_reading(reading, number, changes) for number, reading in enumerate(claim.readings)
    )
    return replace(claim, readings=readings)


def _changed_reading(reading: Reading, number: int, changes: Mapping[Key, Change]) -> Reading:
    inputs = []
    for given in reading.inputs:
        change = changes.get((number, given.name))
        if change is not None and not change.message:
            given = replace(given, held=held(given.kind, change.text))
        inputs.append(given)
    return replace(reading, inputs=tuple(inputs))
