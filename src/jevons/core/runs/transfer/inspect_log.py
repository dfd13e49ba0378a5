"""A run as an eval log of Inspect, which its viewer and its API open.

The log is a zip archive of JSON (`.eval`, log version 2: `_journal/start.json`,
`samples/ID_epoch_N.json`, `summaries.json`, `reductions.json`, `header.json`). The viewer
reads single samples from it, where a `.json` log would have to be loaded whole. Members
are deflated, which every version of Inspect and every zip program reads.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from jevons.core.exams.exam import Exam
from jevons.core.runs.generation_rows import storable
from jevons.core.runs.transfer.inspect_header import InspectHeader
from jevons.core.runs.transfer.inspect_sample import sample_object, summary_object
from jevons.core.runs.transfer.run_snapshot import RunSnapshot

LOG_VERSION = 2

_PLAIN_ID = re.compile(r"[\w-][\w .,:+=-]*(/[\w-][\w .,:+=-]*)*")
"""Ids that can be the name of a file, and lead nowhere else should the archive be unpacked."""


def write_inspect_log(snapshot: RunSnapshot, out: BinaryIO) -> None:
    """Write the log; `out` need not be seekable.

    Raises:
        ProblemError: the library cannot be read, or the run was deleted meanwhile.
        OSError: the log cannot be written, or no temporary file.
    """
    ids = _sample_ids(snapshot.exam)
    header = InspectHeader(snapshot, ids)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive, tempfile.TemporaryFile() as summaries:
        start = {"version": LOG_VERSION, "eval": header.spec(), "plan": header.plan()}
        _put(archive, "_journal/start.json", start)
        for sample in snapshot.samples:
            header.count(sample)
            value = sample_object(sample, snapshot.exam, ids[sample.row.question])
            _put(archive, f"samples/{value['id']}_epoch_{value['epoch']}.json", value)
            summaries.write(b",\n" if summaries.tell() else b"[")
            summaries.write(_json(summary_object(value)))
        summaries.write(b"]" if summaries.tell() else b"[]")
        summaries.seek(0)
        with archive.open(_member("summaries.json"), "w", force_zip64=True) as member:
            shutil.copyfileobj(summaries, member)
        _put(archive, "reductions.json", header.reductions())
        _put(archive, "header.json", {"version": LOG_VERSION, **header.whole()})


def _sample_ids(exam: Exam) -> list[str] | list[int]:
    """The questions' ids, or their numbers where an id cannot be the name of a file."""
    ids = [question.id for question in exam.questions]
    plain = all(len(name) <= 200 and _PLAIN_ID.fullmatch(name) for name in ids)
    return ids if plain and len(set(ids)) == len(ids) else list(range(1, len(ids) + 1))


def _put(archive: ZipFile, name: str, value: Any) -> None:
    archive.writestr(_member(name), _json(value))


def _member(name: str) -> ZipInfo:
    """A member of the same date always: the same run gives the same bytes."""
    member = ZipInfo(name)
    member.compress_type = ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _json(value: Any) -> bytes:
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).encode()
