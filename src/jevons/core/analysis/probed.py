"""Thought probing, replayed on thoughts that were cut at several budgets and answered there.

A strategy that probes a thought asks for a trial answer after every chunk, and for the answer
where it stops. Both are there for a thought that a sweep cut at those places: the answer is
just what it would have drawn, and a trial answer is taken to be the same, as long as a trial
may be. What a trial says beside its answer is not known, so that words of hesitation keep
nothing going; and a trial is drawn after another cue than a whole answer is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.registry import spelled
from jevons.core.strategies.steps.probing import Probing
from jevons.core.strategies.steps.request import Extend, Probe, Request
from jevons.core.strategies.steps.strategy import Walk
from jevons.core.strategies.steps.trail import Node, Result, Trail
from jevons.core.strategies.strategy import Answer


class Answered(NamedTuple):
    """A sample with its score."""

    draw: Draw
    score: float


class CutThought(NamedTuple):
    """A sample whose thought was whole, and the same cut after so many tokens.

    Those have the tokens, the seconds and the dollars of the thought up to there, as if it
    had been drawn for them.
    """

    whole: Answered
    cuts: Mapping[int, Answered]

    def at(self, tokens: int) -> Answered | None:
        """What it answers after so many tokens; the whole one if it does not think as long."""
        return self.whole if tokens >= self.whole.draw.thinking_tokens else self.cuts.get(tokens)


def probed(strategy: Probing, thought: CutThought) -> Answered:
    """What a strategy would have answered on this thought, and taken, its trials included.

    Raises:
        ProblemError: BAD_INPUT: the thought was not cut where it is probed.
    """
    walk = Walk(strategy)
    while not isinstance(asked := walk.step, Answer):
        (request,) = asked
        walk.tell([Node(request, _served(request, walk.trail, strategy, thought))])
    trail = walk.trail
    tokens = trail.thinking_tokens(len(trail.nodes) - 1)
    final = _at(strategy, thought, tokens)
    places = [
        (trail.thinking_tokens(node.request.parent), node.result.answer_tokens)
        for node in trail.nodes
        if isinstance(node.request, Probe)
    ]
    seconds, usd = final.draw.seconds, final.draw.usd
    for place, drawn in places:
        trial_s, trial_usd = _trial(thought, _at(strategy, thought, place).draw, drawn)
        seconds += trial_s
        usd = None if usd is None or trial_usd is None else usd + trial_usd
    answer_tokens = final.draw.answer_tokens + sum(drawn for _, drawn in places)
    draw = replace(final.draw, answer_tokens=answer_tokens, seconds=seconds, usd=usd)
    return Answered(draw, final.score)


def _served(request: Request, trail: Trail, strategy: Probing, thought: CutThought) -> Result:
    """What is there for a request."""
    longest = thought.whole.draw.thinking_tokens
    parent = getattr(request, "parent", None)
    begun = 0 if parent is None else trail.thinking_tokens(parent)
    if isinstance(request, Extend):
        drawn = min(request.tokens, longest - begun)
        return Result(thinking_tokens=drawn, ended=begun + drawn >= longest)
    draw = _at(strategy, thought, begun).draw
    if isinstance(request, Probe):
        return Result(key=draw.key, answer_tokens=min(draw.answer_tokens, request.tokens))
    return Result(key=draw.key, answer_tokens=draw.answer_tokens)


def _at(strategy: Probing, thought: CutThought, tokens: int) -> Answered:
    found = thought.at(tokens)
    if found is None:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{spelled(strategy)} looks into thoughts after {tokens:,} tokens, and they were not"
            " cut there",
            remedy=f"cut them every {strategy.chunk:,} tokens, or probe where they were cut",
        )
    return found


def _trial(thought: CutThought, cut: Draw, drawn: int) -> tuple[float, float | None]:
    """Seconds and dollars of a trial answer of so many tokens.

    Those of the cut without its thought's, which is the share of the whole thought's; of an
    answer that is longer, its share.
    """
    whole = thought.whole.draw
    before = cut.thinking_tokens / max(whole.thinking_tokens + whole.answer_tokens, 1)
    share = drawn / max(cut.answer_tokens, 1)
    seconds = max(0.0, cut.seconds - whole.seconds * before) * share
    if cut.usd is None or whole.usd is None:
        return seconds, None
    return seconds, max(0.0, cut.usd - whole.usd * before) * share
