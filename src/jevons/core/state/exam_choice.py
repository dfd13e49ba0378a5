"""What is chosen on the Exams screen, and how it is remembered from one start to the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from jevons.core.exams.filters import Filter
from jevons.core.exams.sources import ExamInfo, ExamOptions
from jevons.core.problems import ProblemError
from jevons.core.records import Dial
from jevons.core.runs.run import Caps
from jevons.core.strategies.registry import parse_spelled, spelled

MOST_OPENED = 20
"""Exams opened by their path or address that are remembered, the last ones."""

MOST_PARTS = 100
"""Exams whose level, seed and number of questions are remembered."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which questions of an exam; `None` leaves it to the exam. `only` are filters."""

    level: int | None = None
    seed: int | None = None
    questions: int | None = None
    only: tuple[str, ...] = ()

    def options(self, info: ExamInfo) -> ExamOptions:
        """How the exam is to be found."""
        return ExamOptions(
            level=self.level if info.levels else None,
            seed=self.seed,
            questions=self.questions,
            filters=tuple(map(Filter.parse, self.only)),
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """All that is chosen; `None` leaves it to the model or the settings.

    `parts` has the part of each exam that was changed, by the exam's name; `opened` the exams
    that are in no list: paths, data sets, suites of reasoning-gym with settings. `strategy`
    is written as users write it, empty for none.
    """

    exam: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)
    opened: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    dial: Dial | None = None
    samples: int = 1
    temperature: float | None = None
    answer_tokens: int | None = None
    caps: Caps = field(default_factory=Caps)
    concurrency: int | None = None
    judge: str = ""
    strategy: str = ""
    surety_window: int | None = None

    @property
    def part(self) -> Part:
        """The part of the chosen exam."""
        return self.parts.get(self.exam, Part())

    def with_part(self, **changes: Any) -> Choice:
        """Another part of the chosen exam."""
        parts = {name: part for name, part in self.parts.items() if name != self.exam}
        parts[self.exam] = replace(self.part, **changes)
        return replace(self, parts=dict(list(parts.items())[-MOST_PARTS:]))

    def with_opened(self, name: str) -> Choice:
        """An exam more that is in no list, and it chosen."""
        others = tuple(other for other in self.opened if other != name)
        return replace(self, exam=name, opened=(*others, name)[-MOST_OPENED:])


def choice_text(choice: Choice) -> str:
    """The choice as a text that `read_choice` reads."""
    fields = asdict(choice)
    fields["dial"] = None if choice.dial is None else choice.dial.label()
    return json.dumps(fields)


def read_choice(text: str | None) -> Choice:
    """The choice of an earlier start; the usual one where there is none or it makes no sense."""
    try:
        fields = json.loads(text or "{}")
        return Choice(
            exam=_of(str, fields.get("exam", "")),
            parts={_of(str, name): _part(row) for name, row in fields.get("parts", {}).items()},
            opened=_texts(fields.get("opened", [])),
            models=_texts(fields.get("models", [])),
            dial=Dial.parse(fields["dial"]) if fields.get("dial") else None,
            samples=_of(int, fields.get("samples", 1)),
            temperature=_number(fields.get("temperature")),
            answer_tokens=_whole(fields.get("answer_tokens")),
            caps=_caps(fields.get("caps", {})),
            concurrency=_whole(fields.get("concurrency")),
            judge=_of(str, fields.get("judge", "")),
            strategy=_strategy(_of(str, fields.get("strategy", ""))),
            surety_window=_whole(fields.get("surety_window")),
        )
    except (ValueError, TypeError, AttributeError, ProblemError):
        return Choice()


def _strategy(text: str) -> str:
    return spelled(parse_spelled(text)) if text else ""


def _part(row: Mapping[str, Any]) -> Part:
    only = _texts(row.get("only", []))
    for condition in only:
        Filter.parse(condition)
    level, seed, questions = (_whole(row.get(name)) for name in ("level", "seed", "questions"))
    return Part(level, seed, questions, only)


def _caps(row: Mapping[str, Any]) -> Caps:
    return Caps(_number(row.get("usd")), _whole(row.get("tokens")), _number(row.get("seconds")))


def _of(kind: type[Any], value: Any) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not of {kind}")
    return value


def _whole(value: Any) -> int | None:
    return None if value is None else int(_of(int, value))


def _number(value: Any) -> float | None:
    return None if value is None else float(_of((int, float), value))  # type: ignore[arg-type]


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(_of(str, value) for value in _of(list, values))
