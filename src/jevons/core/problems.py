"""What can go wrong, told so that a user can act on it."""

from __future__ import annotations

import errno
from dataclasses import dataclass, replace
from enum import StrEnum

from jevons.core.visible_text import one_line


class ProblemKind(StrEnum):
    """The kinds of trouble that code (and tests) tell apart."""

    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    BAD_REQUEST = "bad_request"
    BAD_RESPONSE = "bad_response"
    CUT_STREAM = "cut_stream"
    TIMED_OUT = "timed_out"
    CONTEXT_FULL = "context_full"
    ENGINE_CRASHED = "engine_crashed"
    ENGINE_FAILED = "engine_failed"
    UNKNOWN_MODEL = "unknown_model"
    BAD_MODEL_FILE = "bad_model_file"
    NO_MEMORY = "no_memory"
    NO_SPACE = "no_space"
    READ_ONLY = "read_only"
    PULL_FAILED = "pull_failed"
    MISSING_EXTRA = "missing_extra"
    MISSING_KEY = "missing_key"
    BAD_SETTING = "bad_setting"
    BAD_THEME = "bad_theme"
    BAD_LIBRARY = "bad_library"
    BAD_PRICE = "bad_price"
    BAD_INPUT = "bad_input"
    UNSUPPORTED = "unsupported"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Problem:
    """One trouble: what happened, what was kept of the work, what the user can do.

    Each part is one plain sentence without a trailing full stop; `kept` and
    `remedy` may be empty. `details` is for the log file, never for the screen.
    """

    kind: ProblemKind
    what: str
    kept: str = ""
    remedy: str = ""
    details: str = ""

    def line(self) -> str:
        """The problem as one line of plain text."""
        return "; ".join(part for part in (self.what, self.kept, self.remedy) if part)

    def keeping(self, kept: str) -> Problem:
        """The same problem, saying what was kept."""
        return replace(self, kept=kept)


LONGEST = 2_000
"""Characters of a problem as the text of its error."""


class ProblemError(Exception):
    """A problem on its way to whoever can show it; its text can be printed as it is."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(one_line(problem.line(), LONGEST))
        self.problem = problem

    @classmethod
    def of(
        cls, kind: ProblemKind, what: str, *, kept: str = "", remedy: str = "", details: str = ""
    ) -> ProblemError:
        """Build the error from the parts of its problem."""
        return cls(Problem(kind, what, kept, remedy, details))


def kind_of_os_error(error: OSError) -> ProblemKind:
    """The kind of trouble that kept a file from being written: no space, or no access."""
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return ProblemKind.NO_SPACE if full else ProblemKind.READ_ONLY
