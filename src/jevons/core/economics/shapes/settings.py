"""Reading the values of a published configuration, whatever its keys are called."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jevons.core.problems import ProblemError, ProblemKind

_FILE = Path(__file__).with_name("architectures.toml")
_NESTED = ("text_config", "language_config", "llm_config")


@functools.cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def known_architectures() -> tuple[str, ...]:
    """The values of `model_type` that can be read."""
    return tuple(_tables()["models"])


_MOST = 10**8
"""No count in a configuration is as large."""


class Settings:
    """One model's configuration with what its architecture means by it.

    Raises:
        ProblemError: UNSUPPORTED: an architecture that is not known; BAD_INPUT: a value
            that is missing or no whole number above zero.
    """

    def __init__(self, config: Mapping[str, Any], name: str) -> None:
        self.name = name
        inside = next((key for key in _NESTED if isinstance(config.get(key), Mapping)), None)
        self.outer = config
        self.values: Mapping[str, Any] = config[inside] if inside else config
        self.model_type = str(self.values.get("model_type") or config.get("model_type") or "")
        models = _tables()["models"]
        if self.model_type not in models:
            raise self._unknown(tuple(models))
        self.meaning = {**_tables()["defaults"], **models[self.model_type]}

    def number(self, what: str) -> int:
        """A number that must be there.

        Raises:
            ProblemError: BAD_INPUT.
        """
        found = self.optional(what)
        if found is None:
            keys = " or ".join(_tables()["keys"][what])
            raise self.bad(f"has no {keys}", "take the whole config.json")
        return found

    def optional(self, what: str) -> int | None:
        """A number, or `None` where the configuration is silent (or says null or 0).

        Raises:
            ProblemError: BAD_INPUT: it is something else.
        """
        for key in _tables()["keys"][what]:
            found = self.value(key)
            if found is not None:
                return found
        return None

    def value(self, key: str) -> int | None:
        """The number under one key; `None` where nothing, null, false or 0 stands there.

        Raises:
            ProblemError: BAD_INPUT: it is something else, or too large to be one.
        """
        value = self.values.get(key)
        if value is None or value is False or value == 0:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _MOST:
            raise self.bad(f"says {key} = {_shown(value)}", "a whole number above 0 belongs there")
        return value

    def values_of(self, key: str) -> tuple[Any, ...]:
        """The list under a key; empty where there is none.

        Raises:
            ProblemError: BAD_INPUT: it is no list.
        """
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.bad(f"says {key} = {_shown(value)}", "a list belongs there")
        return tuple(value)

    def flag(self, what: str) -> bool:
        """Whether something is there: as the architecture says, or the key that it names."""
        meant = self.meaning[what]
        return bool(self.values.get(meant, False)) if isinstance(meant, str) else bool(meant)

    def tied(self) -> bool:
        """Whether the head is the embedding."""
        said = self.values.get("tie_word_embeddings", self.outer.get("tie_word_embeddings"))
        return bool(self.meaning["tied"] if said is None else said)

    def bad(self, what: str, remedy: str) -> ProblemError:
        """The error for a configuration that cannot be read."""
        return ProblemError.of(
            ProblemKind.BAD_INPUT, f"the configuration of {self.name} {what}", remedy=remedy
        )

    def unsupported(self, what: str) -> ProblemError:
        """The error for what is in the configuration and cannot be counted."""
        return ProblemError.of(
            ProblemKind.UNSUPPORTED,
            f"the configuration of {self.name} has {what}, which is not counted here",
            remedy="give its parameters and its bytes per token of cache by hand",
        )

    def _unknown(self, models: tuple[str, ...]) -> ProblemError:
        if not self.model_type:
            return self.bad("has no model_type", "take the whole config.json")
        near = get_close_matches(self.model_type, models, n=3)
        known = f"near to it: {', '.join(near)}" if near else f"known: {', '.join(models)}"
        return ProblemError.of(
            ProblemKind.UNSUPPORTED,
            f"{self.name} is of the architecture {self.model_type[:60]}, which is not known here",
            remedy=known,
        )


def _shown(value: object) -> str:
    """A value that is wrong, short enough for a message."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _MOST:
        return "a huge number"
    return repr(value)[:40]
