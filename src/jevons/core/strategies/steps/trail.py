"""What was asked for and what came: all that a step strategy knows."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple, TypeVar

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.strategies.state import Charge
from jevons.core.strategies.steps.request import (
    ANSWERING,
    KINDS,
    Extend,
    Judge,
    Probe,
    Request,
    Revise,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What one request brought.

    `text` is the step of a thought, the answer, the trial answer or what the judge said.
    `key` is equal for equal answers, `None` without one. Tokens are those of this request
    alone: drawn in a thought, drawn after it, and read (`prompt_tokens`, of them
    `cached_tokens` from the server's cache). `usd` is `None` where no price is known, and
    `logprob` the mean log-probability of the tokens drawn, where the server tells.
    `ended` says of a step that its thought is over, `stopped` that it came to its stop text.
    `score` is a judge's, `None` if what it said makes no sense. `generation` is the id under
    which the library has it.
    """

    text: str = ""
    key: str | None = None
    thinking_tokens: int = 0
    answer_tokens: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0
    usd: float | None = None
    logprob: float | None = None
    ended: bool = False
    stopped: bool = False
    score: float | None = None
    generation: str = ""


class Node(NamedTuple):
    """A request and what it brought."""

    request: Request
    result: Result


class Spent(NamedTuple):
    """What nodes took in all, by what it was for; `usd` is `None` if a price is unknown.

    `samples` are answers, `prompt_tokens` all that was read, the judge's share included.
    """

    samples: int = 0
    thinking_tokens: int = 0
    answer_tokens: int = 0
    probe_tokens: int = 0
    judge_tokens: int = 0
    prompt_tokens: int = 0
    usd: float | None = 0.0

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> Spent:
        """The sum over these nodes."""
        samples = thinking = answer = probe = judge = prompt = 0
        prices: list[float | None] = []
        for request, result in nodes:
            drawn = result.thinking_tokens + result.answer_tokens
            prompt += result.prompt_tokens
            prices.append(result.usd)
            match request:
                case Probe():
                    probe += drawn
                case Judge():
                    judge += drawn
                case _:
                    samples += isinstance(request, ANSWERING)
                    thinking += result.thinking_tokens
                    answer += result.answer_tokens
        known = [usd for usd in prices if usd is not None]
        usd = math.fsum(known) if len(known) == len(prices) else None
        return cls(samples, thinking, answer, probe, judge, prompt, usd)

    @property
    def charge(self) -> Charge:
        """The same as other strategies are charged; probes and judgements count as answer."""
        answer = self.answer_tokens + self.probe_tokens + self.judge_tokens
        return Charge(self.samples, self.thinking_tokens, answer, self.usd)


@dataclass(frozen=True, slots=True)
class Trail:
    """The nodes in the order in which they were asked for."""

    nodes: tuple[Node, ...] = ()

    def followed_by(self, nodes: Sequence[Node]) -> Trail:
        """The trail with these nodes at its end."""
        return Trail((*self.nodes, *nodes))

    def chain(self, place: int | None) -> list[int]:
        """The places of the steps of a thought, from its first one to the one at `place`."""
        places: list[int] = []
        while place is not None:
            request = self.nodes[place].request
            if isinstance(request, Extend):
                places.append(place)
            place = None if isinstance(request, Revise) else getattr(request, "parent", None)
        return places[::-1]

    def thought(self, place: int | None) -> str:
        """The thought up to the node at `place`, with what steps were begun with."""
        text = ""
        for step in self.chain(place):
            request, result = self.nodes[step]
            text += getattr(request, "opening", "") + result.text
        return text

    def thinking_tokens(self, place: int) -> int:
        """The tokens of the thought behind the answer at `place`."""
        steps = sum(self.nodes[step].result.thinking_tokens for step in self.chain(place))
        request, result = self.nodes[place]
        return steps + (0 if isinstance(request, Extend) else result.thinking_tokens)

    def spent(self) -> Spent:
        """What all nodes took."""
        return Spent.of(self.nodes)

    def to_json(self) -> str:
        """The trail as JSON: the same text for the same trail."""
        rows = [
            {"ask": {"kind": request.kind, **_changed(request)}, "got": _changed(result)}
            for request, result in self.nodes
        ]
        return json.dumps(rows, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Trail:
        """Read what `to_json` wrote.

        Raises:
            ProblemError: BAD_INPUT: it is no trail.
        """
        try:
            rows = json.loads(text)
            nodes = tuple(_node(row, place) for place, row in enumerate(rows))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                "the steps that were kept cannot be read",
                remedy="begin anew",
                details=repr(error),
            ) from error
        return cls(nodes)


def _changed(value: Request | Result) -> dict[str, Any]:
    """The fields that are not at their defaults."""
    defaults = {field.name: field.default for field in fields(value)}
    return {
        name: found
        for name, found in asdict(value).items()
        if name not in defaults or found != defaults[name]
    }


def _node(row: Mapping[str, Any], place: int) -> Node:
    asked = dict(row["ask"])
    request = _filled(KINDS[asked.pop("kind")], asked)
    parent = getattr(request, "parent", None)
    if parent is not None and not 0 <= parent < place:
        raise ValueError(f"node {place} follows {parent}")
    return Node(request, _filled(Result, row["got"]))


T = TypeVar("T", Request, Result)

_TYPES = {
    "int": (int,),
    "float": (int, float),
    "str": (str,),
    "bool": (bool,),
    "str | None": (str, type(None)),
    "int | None": (int, type(None)),
    "float | None": (int, float, type(None)),
}
"""What a field may hold, by how its type is written."""


def _filled(kind: type[T], values: Mapping[str, Any]) -> T:
    """A request or result of these fields, each of its type."""
    types = {field.name: str(field.type) for field in fields(kind)}
    for name, value in values.items():
        allowed = _TYPES[types[name]]
        if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
            raise TypeError(f"{name} cannot be {value!r}")
    return kind(**values)
