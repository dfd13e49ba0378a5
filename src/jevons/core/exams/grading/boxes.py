r"""Finding `\boxed{...}` in a reply."""

from __future__ import annotations

import re

_BRACES = re.compile(r"\\{1,2}(?:boxed|fbox)\s{0,10}\{|\\.|[{}]", re.DOTALL)


def last_box(text: str) -> str | None:
    r"""What stands in the last `\boxed{...}` or `\fbox{...}` that is closed and not empty.

    Takes one pass over the text, however many boxes and braces are left open.
    """
    if "box" not in text:
        return None
    last = None
    last_start = -1
    open_braces: list[tuple[int, bool]] = []
    for found in _BRACES.finditer(text):
        mark = found[0]
        if mark == "}":
            start, is_box = open_braces.pop() if open_braces else (0, False)
            if is_box and start > last_start and text[start : found.start()].strip():
                last, last_start = text[start : found.start()], start
        elif mark[-1] == "{" and mark != r"\{":
            open_braces.append((found.end(), mark != "{"))
    return last.strip() if last is not None else None
