"""The process that asks math-verify: it may hang or blow up, and is killed then.

It is started as `python -m jevons.core.exams.grading.math_worker SECONDS` and speaks JSON
lines: `"ready"` once math-verify is loaded, then a word for each `[gold, answer]` on its
standard input. It ends when that ends. SECONDS is how long one comparison may take: the
starter kills it then; should the starter be gone, the kernel does so soon after.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sys
from typing import TextIO

YES, NO, UNPARSABLE, NO_MEMORY = "yes", "no", "unparsable", "no memory"
READY = "ready"

MEMORY_BYTES = 2 << 30
"""Address space; math-verify and sympy take about 70 MB of it."""

GRACE_S = 2.0
_DELIMITERS = re.compile(r"\\?\$|\\[()\[\]]|\*\*")


def main() -> None:
    """Answer until there is nothing more to read."""
    replies = _own_output()
    _limit_memory()
    logging.disable()
    import math_verify  # noqa: F401, takes half a second

    print(json.dumps(READY), file=replies, flush=True)
    for line in sys.stdin:
        gold, answer = json.loads(line)
        _set_alarm(float(sys.argv[1]) + GRACE_S)
        word = compare(gold, answer)
        _set_alarm(0.0)
        print(json.dumps(word), file=replies, flush=True)


def compare(gold: str, answer: str) -> str:
    """What math-verify says of an answer: `YES`, `NO`, or why it says nothing."""
    from math_verify import LatexExtractionConfig, parse, verify

    try:
        right, found = (
            parse(
                f"${_DELIMITERS.sub('', text).strip(' .,;:')}$",
                extraction_config=[LatexExtractionConfig()],
                fallback_mode="no_fallback",
                parsing_timeout=None,
                raise_on_error=True,
            )
            for text in (gold, answer)
        )
        if not right or not found:
            return UNPARSABLE
        return YES if verify(right, found, timeout_seconds=None, raise_on_error=True) else NO
    except MemoryError:
        return NO_MEMORY
    except Exception:  # whatever its parser and sympy stumble over
        return UNPARSABLE


def _own_output() -> TextIO:
    """The standard output for replies alone: what a library prints goes to the error output."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return replies


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_BYTES if most == resource.RLIM_INFINITY else min(MEMORY_BYTES, most)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    except (OSError, ValueError):  # macOS has no such limit
        return


def _set_alarm(seconds: float) -> None:
    """Have the kernel end this process later, whatever it is at; with 0 no more."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
