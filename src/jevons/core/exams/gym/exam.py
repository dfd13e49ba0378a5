"""An exam from a suite of reasoning-gym: `gym:NAME`, or with settings `gym:NAME,key=value`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from jevons.core.exams.exam import BOXED, Exam
from jevons.core.exams.gym.process import (
    GymEndedError,
    GymFaultError,
    gym_process,
    require_gym,
)
from jevons.core.exams.gym.suites import GymSuite, gym_suite
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind, Question

PREFIX = "gym:"
PACKAGE = "reasoning-gym"
MOST_QUESTIONS = 10_000
MOST_SEEDS = 2**32 // MOST_QUESTIONS
"""Seeds that there are: reasoning-gym's own may not pass 32 bits."""

MAKE_SECONDS = 900

_SETTING = re.compile(r",(?=\w+=)")

INSTRUCTION = (
    "Please reason step by step, and put your final answer within \\boxed{}: plain text in the"
    " form that is asked for, with its line breaks, and nothing else."
)


def gym_exam(name: str, seed: int, n: int, config: Mapping[str, Any] | None = None) -> Exam:
    """The exam of `n` questions that a suite gives for a seed.

    reasoning-gym makes item i from the sum of its seed and i, so that the exams of two
    neighbouring seeds would share nearly all items. Here seed s is its seed
    s * `MOST_QUESTIONS`: exams of different seeds share none.

    Args:
        name: The suite's name, without `gym:`.
        seed: From 0 to `MOST_SEEDS` - 1.
        n: From 1 to `MOST_QUESTIONS`.
        config: Settings of the suite, as its documentation names them.

    Raises:
        ProblemError: MISSING_EXTRA, NOT_FOUND, UNSUPPORTED (an excluded suite), BAD_SETTING
            (n, seed or a setting is not usable), TIMED_OUT.
    """
    suite, config = gym_suite(name), dict(config or {})
    require_gym()
    _check_range("the number of questions", n, 1, MOST_QUESTIONS)
    _check_range("the seed", seed, 0, MOST_SEEDS - 1)
    if taken := config.keys() & {"seed", "size"}:
        raise _bad_setting(f"{min(taken)} is no setting of a suite", "give --seed and --questions")
    items = _items(name, seed * MOST_QUESTIONS, n, config)
    version = _version()
    settings = [f"{key}={json.dumps(value)}" for key, value in sorted(config.items())]
    return Exam(
        name=",".join([PREFIX + name, *settings]),
        questions=tuple(
            _question(
                suite, f"{name}/seed{seed}/{index}", made, {"version": version, "config": config}
            )
            for index, made in enumerate(items)
        ),
        instruction=BOXED if suite.graded else INSTRUCTION,
        source=" ".join([f"{PACKAGE} {version} {name} seed={seed} n={n}", *settings]),
    )


def parse_name(text: str) -> tuple[str, dict[str, Any]]:
    """The suite and the settings of `gym:NAME,key=value,key=value`; values are JSON or texts."""
    name, *settings = _SETTING.split(text.removeprefix(PREFIX))
    pairs = (setting.partition("=") for setting in settings)
    return name, {key: _value(value) for key, _, value in pairs}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _items(name: str, seed: int, n: int, config: Mapping[str, Any]) -> list[dict[str, Any]]:
    request = {"do": "make", "suite": name, "seed": seed, "size": n, "config": config}
    try:
        items: list[dict[str, Any]] = gym_process().ask(request, MAKE_SECONDS)["items"]
    except GymFaultError as error:
        what = f"gym:{name} cannot be made with these settings: {error}"
        raise _bad_setting(what, "see the suite's own settings") from error
    except GymEndedError as error:
        raise ProblemError.of(
            ProblemKind.TIMED_OUT,
            f"gym:{name} was not made within {MAKE_SECONDS // 60} minutes",
            remedy="ask for fewer questions, or easier ones",
        ) from error
    return items


def _question(
    suite: GymSuite, item_id: str, made: dict[str, Any], about: dict[str, Any]
) -> Question:
    """An item as a question; it is kept whole, packed, since it cannot always be made again."""
    item, template = made["item"], made["template"]
    metadata = {"suite": suite.name, "subject": suite.category, **about, "item": item}
    kind, checker = AnswerKind.CHECKED, f"{PREFIX}{suite.name}"
    if suite.graded == "number":
        kind, checker = AnswerKind.NUMBER, ""
    elif suite.graded == "countdown":
        checker = "countdown"
        metadata |= {"numbers": item["metadata"]["numbers"], "target": 24}
    return Question(
        id=item_id,
        text=item["question"],
        gold=_gold(suite, item),
        kind=kind,
        cluster="" if template is None else f"{suite.name}/{template}",
        checker=checker,
        metadata=metadata,
    )


def _gold(suite: GymSuite, item: Mapping[str, Any]) -> str:
    """A right answer, empty where the item has none and the scoring alone knows."""
    if item["answer"] is not None:
        return str(item["answer"])
    example = item["metadata"].get(suite.example)
    if isinstance(example, dict):
        pairs = example.get("{}", [])
        return json.dumps({str(key): value for key, value in pairs})
    return str(example or "")


def _version() -> str:
    """The distribution's version; what the package says of itself is behind."""
    from importlib.metadata import version

    return version(PACKAGE)


def _check_range(what: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise _bad_setting(f"{what} cannot be {value:,}", f"it runs from {least:,} to {most:,}")


def _bad_setting(what: str, remedy: str) -> ProblemError:
    return ProblemError.of(ProblemKind.BAD_SETTING, what, remedy=remedy)
