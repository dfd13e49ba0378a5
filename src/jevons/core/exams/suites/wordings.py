"""The words of the suites: templates by task, and lists of names and things.

They are TOML files in `wordings`: one a suite with a table a task, whose keys name the
wordings, and `lists.toml`. Each is read when it is first needed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

_FOLDER = Path(__file__).with_name("wordings")


def wordings(suite: str) -> Mapping[str, Mapping[str, str]]:
    """The templates of a suite: by task, then by the wording's name."""
    return _read(suite)


def say(rng: Random, suite: str, task: str, **fields: object) -> tuple[str, str]:
    """Draw a wording of a task and fill it in.

    Returns:
        The text, and the id of the wording: `gcd/plain`.
    """
    templates = wordings(suite)[task]
    name = rng.choice(list(templates))
    return templates[name].format(**fields), f"{task}/{name}"


def word_list(name: str) -> tuple[str, ...]:
    """A list of words by name: `names`, `things`, `words` ..."""
    return tuple(_read("lists")[name])


@cache
def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
