"""Made-up models for step strategies: each answers a request from the trail before it."""

import random

from jevons.core.strategies.steps.request import Conclude, Extend, Judge, Probe, Revise, Sample
from jevons.core.strategies.steps.strategy import Walk
from jevons.core.strategies.steps.trail import Node, Result, Trail
from jevons.core.strategies.strategy import Answer


def follow(strategy, answer_of, kept=None):
    """Run a strategy as a live run would: its answer, and the rounds of what it asked.

    `answer_of` takes a request and the trail before its round. The trail goes through JSON
    each time, as one that is kept does.
    """
    trail, rounds = kept or Trail(), []
    while not isinstance(asked := strategy.ask(trail), Answer):
        assert asked
        rounds.append(asked)
        trail = trail.followed_by([Node(request, answer_of(request, trail)) for request in asked])
        trail = Trail.from_json(trail.to_json())
    return asked, rounds, trail


def walk_on(strategy, answer_of):
    """The rounds of what a strategy asks, and the trail: the same as `follow`, and quicker."""
    walk, rounds = Walk(strategy), []
    while not isinstance(asked := walk.step, Answer):
        rounds.append(asked)
        walk.tell([Node(request, answer_of(request, walk.trail)) for request in asked])
    return rounds, walk.trail


def scripted(*results):
    """A model that gives these results one after the other, whatever it is asked."""
    left = iter(results)
    return lambda request, trail: next(left)


def step(text="", tokens=8, **changes):
    return Result(text=text, thinking_tokens=tokens, **changes)


def answer(key, tokens=4, thinking=0, **changes):
    return Result(
        text=f"The answer is {key}.",
        key=key,
        answer_tokens=tokens,
        thinking_tokens=thinking,
        **changes,
    )


def score(value, tokens=2):
    return Result(text=f"Score: {value}", answer_tokens=tokens, score=value)


def at_random(seed):
    """A model that does anything that a model may do, by chance."""

    def answer_of(request, trail):
        rng = random.Random(f"{seed}/{len(trail.nodes)}/{request}")
        usd = rng.choice([None, rng.randrange(9) / 128])
        key = rng.choice(["a", "a", "b", "c", None])
        common = {"usd": usd, "prompt_tokens": rng.randrange(9), "logprob": -rng.random()}
        match request:
            case Extend(tokens=most):
                drawn = rng.randrange(most + 1)
                ended, stopped = rng.random() < 0.1, rng.random() < 0.5
                return step("s", drawn, ended=ended, stopped=stopped, **common)
            case Judge():
                return Result(score=rng.choice([None, rng.random()]), answer_tokens=3, **common)
            case Probe(tokens=most):
                text = rng.choice(["4", "4, no wait"])
                return Result(text, key, answer_tokens=rng.randrange(most + 1), **common)
            case Sample() | Conclude() | Revise():
                return answer(key, rng.randrange(9), rng.randrange(40), **common)

    return answer_of
