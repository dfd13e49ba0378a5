"""Rows from Parquet files, read with pyarrow (the extra `data`)."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, BinaryIO

from jevons.core.exams.files.row import Row, Rows, unusable
from jevons.core.problems import ProblemError, ProblemKind

BATCH = 64
"""Rows that are in memory at once: some hold pictures."""


def rows_of_parquet(file: BinaryIO, name: str) -> Rows:
    """The rows of a Parquet file.

    Raises:
        ProblemError: MISSING_EXTRA: pyarrow is not installed; BAD_INPUT: it is damaged.
    """
    require_pyarrow()
    import pyarrow  # large: it is loaded for a Parquet file alone
    import pyarrow.parquet

    try:
        count = 0
        for batch in pyarrow.parquet.ParquetFile(file).iter_batches(batch_size=BATCH):
            for fields in _dictionaries(batch):
                count += 1
                yield Row(count, f"row {count}", fields)
    except (pyarrow.ArrowException, OSError) as error:
        what = f"it cannot be read as Parquet: {str(error).splitlines()[0]}"
        raise unusable(name, what, "fetch the file again") from error


def _dictionaries(batch: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = batch.to_pylist()
    return rows


def require_pyarrow() -> None:
    """See that pyarrow is there.

    Raises:
        ProblemError: MISSING_EXTRA.
    """
    if find_spec("pyarrow") is None:
        raise ProblemError.of(
            ProblemKind.MISSING_EXTRA,
            "Parquet files need the package pyarrow",
            remedy="pip install 'jevons[data]', or give the exam as JSONL or CSV",
        )
