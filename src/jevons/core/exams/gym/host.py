"""The process that holds reasoning-gym: it makes items and scores answers, a line each.

A request is one line of JSON: what to `do` (`make` or `score`), of which `suite` with which
`config`, and `seconds`, after which the process ends itself; the reply is one line too. It
ends with its standard input. Its hash seed is fixed by whoever starts it: some suites draw
from sets, so that their items depend on it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

from jevons.core.exams.gym.confinement import confine
from jevons.core.exams.gym.packing import pack, unpack


def main() -> None:
    """Serve requests until there are no more."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the suites print is no reply
    sys.dont_write_bytecode = True
    import reasoning_gym  # noqa: F401  # before any clock runs: it takes seconds

    confine()
    for line in sys.stdin:
        request = json.loads(line)
        signal.alarm(request["seconds"])
        reply = _reply(request)
        signal.alarm(0)
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def _reply(request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        if request["do"] == "make":
            return {"items": _make(request)}
        return _score(request)
    except Exception as error:  # whatever the suite's code does not catch
        return {"fault": f"{type(error).__name__}: {error}"[:500]}


def _make(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items of a suite, and for gsm_symbolic the template that each was made from."""
    dataset = _dataset(request["suite"], request["config"], request["size"], request["seed"])
    templates = getattr(dataset, "task_indices", None)
    return [
        {
            "item": pack(dict(dataset[index])),
            "template": templates[index] if templates else None,
        }
        for index in range(request["size"])
    ]


def _score(request: Mapping[str, Any]) -> dict[str, Any]:
    """The score of an answer; some scorings raise for an answer that makes no sense to them."""
    dataset = _scorer(request["suite"], json.dumps(request["config"]))
    entry = unpack(request["item"])
    try:
        return {"score": float(dataset.score_answer(answer=request["answer"], entry=entry))}
    except Exception as error:
        return {"score": 0.0, "raised": type(error).__name__}


@cache
def _scorer(suite: str, config: str) -> Any:
    return _dataset(suite, json.loads(config), size=1, seed=0)


def _dataset(suite: str, config: Mapping[str, Any], size: int, seed: int) -> Any:
    import reasoning_gym

    return reasoning_gym.create_dataset(suite, size=size, seed=seed, **config)


if __name__ == "__main__":
    main()
