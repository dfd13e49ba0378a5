"""Files that are there whole, or not at all."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.runs.transfer.export_file import export_file

FULL = """
import resource, sys
from pathlib import Path
from jevons.core.problems import ProblemError
from jevons.core.runs.transfer.export_file import export_file
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    with export_file(Path(sys.argv[1]), overwrite=True) as out:
        for _ in range(1000):
            out.write(b"x" * 1000)
except ProblemError as error:
    print(error.problem.kind, error.problem.line())
"""


def write(file, content=b"new", then=lambda: None, **options):
    with export_file(file, **options) as out:
        out.write(content)
        then()


def raiser(error):
    def fail():
        raise error

    return fail


def test_it_is_there_once_it_is_whole(tmp_path):
    file = tmp_path / "run.jsonl"
    with export_file(file) as out:
        out.write(b"half")
        out.flush()
        assert not file.exists()
    assert file.read_bytes() == b"half"
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["run.jsonl"]


@pytest.mark.parametrize("trouble", [ValueError, KeyboardInterrupt, BrokenPipeError])
def test_nothing_is_left_of_what_was_not_finished(tmp_path, trouble):
    with pytest.raises(trouble):
        write(tmp_path / "run.jsonl", then=raiser(trouble))
    assert os.listdir(tmp_path) == []


def test_what_is_there_is_not_overwritten(tmp_path):
    file = tmp_path / "run.jsonl"
    file.write_bytes(b"old")
    with pytest.raises(ProblemError, match=r"is there already.*--force"):
        write(file)
    assert file.read_bytes() == b"old"
    write(file, overwrite=True)
    assert file.read_bytes() == b"new"


def test_what_came_meanwhile_is_not_overwritten(tmp_path):
    file = tmp_path / "run.jsonl"
    with pytest.raises(ProblemError, match="is there already"):
        write(file, then=lambda: file.write_bytes(b"meanwhile"))
    assert file.read_bytes() == b"meanwhile"
    assert os.listdir(tmp_path) == ["run.jsonl"]


def test_a_link_stays_one(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path):
    file = tmp_path / "run.jsonl"
    file.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(file)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("no_space")
    assert "cannot be written: File too large; nothing of it is left; make room" in done.stdout
    assert done.stderr == ""
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["run.jsonl"]


@pytest.mark.parametrize("force", [False, True])
def test_a_directory_or_a_missing_one_is_trouble(tmp_path, force):
    with pytest.raises(ProblemError, match="is a directory"):
        write(tmp_path, overwrite=force)
    with pytest.raises(ProblemError, match=r"No such file or directory; .*choose another place"):
        write(tmp_path / "nowhere" / "run.jsonl", overwrite=force)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_device_is_written_to_and_stays_one():
    with pytest.raises(ProblemError) as caught:
        write(Path("/dev/full"), b"x" * 100_000)
    assert caught.value.problem.kind is ProblemKind.NO_SPACE


def test_a_pipe_is_written_to(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(pipe)
    reader.join()
    assert read == [b"new"]
    assert pipe.is_fifo()
