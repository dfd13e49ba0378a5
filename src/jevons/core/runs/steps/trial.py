r"""Trial answers: what begins them, and reading what came of it."""

from __future__ import annotations

BOX_CUE = "**Final Answer**\n\n\\[ \\boxed{"
"""Makes a model write the answer it has so far (Dynasor-CoT, arXiv 2412.20993)."""

LINE_CUE = "Final answer:"
"""The same for answers that stand in no box: checked by a program, or judged."""


def boxed(drawn: str) -> str | None:
    r"""The trial answer as `\boxed{...}`: up to the brace that ends it.

    `None` where it does not end, or is empty.
    """
    depth = 0
    escaped = False
    for at, character in enumerate(drawn):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "{":
            depth += 1
        elif character == "}":
            if depth == 0:
                inner = drawn[:at].strip()
                return f"\\boxed{{{inner}}}" if inner else None
            depth -= 1
    return None


def line(drawn: str) -> str | None:
    """The trial answer as a line of its own; `None` where it is empty."""
    first = drawn.strip().partition("\n")[0].strip()
    return f"Final answer: {first}" if first else None
