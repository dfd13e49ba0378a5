"""Runs as files for other programs."""

from __future__ import annotations

from enum import StrEnum
from typing import BinaryIO

from jevons.core.runs.transfer.run_snapshot import RunSnapshot


class RunFormat(StrEnum):
    """What a run can be written as.

    `JSONL` has all of it and comes back with an import; `CSV` is one row a sample for
    spreadsheets; `INSPECT` an eval log for the viewer and the API of inspect-ai.
    """

    JSONL = "jsonl"
    CSV = "csv"
    INSPECT = "inspect"

    @property
    def suffix(self) -> str:
        """How the name of such a file ends."""
        return ".eval" if self is RunFormat.INSPECT else f".{self.value}"


def write_run(snapshot: RunSnapshot, form: RunFormat, out: BinaryIO) -> None:
    """Write the run, sample by sample; few of them are in memory at a time.

    Raises:
        ProblemError: the library cannot be read, or the run was deleted meanwhile.
        OSError: `out` cannot be written.
    """
    match form:
        case RunFormat.JSONL:
            from jevons.core.runs.transfer.run_lines import run_lines

            out.writelines(run_lines(snapshot))
        case RunFormat.CSV:
            from jevons.core.runs.transfer.run_table import table_lines

            out.writelines(table_lines(snapshot))
        case RunFormat.INSPECT:
            from jevons.core.runs.transfer.inspect_log import write_inspect_log

            write_inspect_log(snapshot, out)
