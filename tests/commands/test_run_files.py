"""`jevons export` and `jevons import` as they are typed."""

import fcntl
import json
import os
import signal
import struct
import subprocess
import sys
import termios
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from core.runs.run_samples import PLAN, an_exam
from core.runs.transfer.exported_runs import a_mixed_run
from jevons.cli import main
from jevons.core import paths
from jevons.core.models.adding import add_server
from jevons.core.runs.library import Library

KEY = "sk-not-to-be-told-0123456789"
COMMAND = [sys.executable, "-m", "jevons"]


@pytest.fixture(autouse=True)
def directory(tmp_path, monkeypatch):
    """Work in a directory of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def number():
    """A run in the user's library."""
    library, problems = Library.open()
    assert not problems
    number = a_mixed_run(library.runs)
    library.close()
    return str(number)


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """Goes over to another machine's library."""
    return lambda: monkeypatch.setenv("JEVONS_HOME", str(tmp_path / "elsewhere"))


def said(capsys):
    """What was said on stderr, which is one line; nothing was printed."""
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    return output.err


@pytest.mark.parametrize("module", ["export", "importing"])
def test_the_module_is_light(module):
    script = (
        f"import sys, jevons.commands.{module}; "
        "print([name for name in sys.modules if name.startswith('jevons.core') "
        "or name in ('sqlite3', 'rich', 'textual', 'zipfile')])"
    )
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert output.stdout.strip() == b"[]"


def test_there_and_back(number, elsewhere, capsys):
    assert main(["export", number]) == 0
    assert said(capsys) == f"jevons: run {number}, 7 samples: run-{number}.jsonl\n"
    elsewhere()
    assert main(["import", f"run-{number}.jsonl"]) == 0
    assert said(capsys) == "jevons: run 1 (finished): sums, r1, 7 samples, 7 new to the pool\n"
    assert main(["export", "1", "--output", "again.jsonl"]) == 0
    assert Path("again.jsonl").read_bytes() == Path(f"run-{number}.jsonl").read_bytes()
    capsys.readouterr()
    assert main(["import", "again.jsonl"]) == 0
    assert said(capsys) == "jevons: run 1 is here already; nothing was added\n"


def test_through_a_pipe(number, tmp_path):
    sent = subprocess.run([*COMMAND, "export", number, "-o", "-"], capture_output=True, check=True)
    taken = subprocess.run(
        [*COMMAND, "import", "-"],
        input=sent.stdout,
        env={**os.environ, "JEVONS_HOME": str(tmp_path / "elsewhere")},
        stderr=subprocess.PIPE,
        check=True,
    )
    assert b"run 1 (finished): sums" in taken.stderr
    assert json.loads(sent.stdout.splitlines()[0])["samples"] == 7


@pytest.mark.parametrize(
    ("form", "suffix"), [("jsonl", "jsonl"), ("csv", "csv"), ("inspect", "eval")]
)
def test_each_format_has_its_name(number, capsys, form, suffix):
    assert main(["export", number, "--format", form]) == 0
    file = Path(f"run-{number}.{suffix}")
    assert str(file) in said(capsys)
    assert file.stat().st_size > 1000
    assert zipfile.is_zipfile(file) == (form == "inspect")


def test_a_file_is_not_overwritten_unless_told(number, capsys):
    Path("mine").write_text("old")
    assert main(["export", number, "-o", "mine"]) == 1
    assert "is there already; it is as it was; choose another name" in said(capsys)
    assert Path("mine").read_text() == "old"
    assert main(["export", number, "-o", "mine", "--force"]) == 0
    assert Path("mine").read_text().startswith('{"format":"jevons.run"')


def test_trouble_is_one_line(number, capsys):
    for words, expected in (
        (["export", "99"], "there is no run 99"),
        (["export", number, "-o", "."], "is a directory"),
        (["export", number, "-o", "no/where"], "cannot be written"),
        (["import", "nowhere"], "nowhere cannot be read: No such file"),
        (["import", "."], "cannot be read: Is a directory"),
        (["import", sys.executable], "is not a run that jevons wrote; nothing was imported"),
    ):
        assert main(words) == 1
        assert expected in said(capsys)
    assert os.listdir() == ["home"]


def test_a_file_that_was_cut_off_is_told(number, elsewhere, capsys):
    main(["export", number, "-o", "run"])
    Path("run").write_bytes(Path("run").read_bytes()[:-100])
    capsys.readouterr()
    elsewhere()
    assert main(["import", "run"]) == 1
    line = said(capsys)
    assert "run was cut off: it ends in sample 7 of 7; nothing was imported" in line
    library, _ = Library.open()
    assert library.runs.runs() == []
    library.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_full_disk_behind_stdout_is_told(number):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "export", number, "-o", "-"], stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"jevons: stdout cannot be written: No space left on device")
    assert done.stderr.count(b"\n") == 1


def test_a_reader_that_goes_away_is_no_trouble(number):
    with subprocess.Popen(
        [*COMMAND, "export", number, "-o", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def unread(pipe):
    """How many bytes in a pipe nobody has read yet."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]


def test_ctrl_c_leaves_nothing(tmp_path, number):
    main(["export", number, "-o", "run"])
    lines = Path("run").read_bytes().splitlines(keepends=True)
    home = tmp_path / "elsewhere"
    with subprocess.Popen(
        [*COMMAND, "import", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "JEVONS_HOME": str(home)},
    ) as process:
        process.stdin.write(b"".join(lines[:3]))
        process.stdin.flush()
        while unread(process.stdin):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        heard = process.stderr.read()
    assert process.returncode == 130
    assert heard == b"jevons: cancelled; nothing was imported\n"
    library, _ = Library.open(home / "data" / "library.db")
    assert library.runs.runs() == []
    library.close()


def test_what_would_not_be_kept_is_not_imported(number, elsewhere, tmp_path, capsys):
    main(["export", number, "-o", "run"])
    capsys.readouterr()
    elsewhere()
    Path("elsewhere").mkdir()
    Path("elsewhere/data").write_text("no directory")
    assert main(["import", "run"]) == 1
    assert "nothing was imported: it would not be kept" in capsys.readouterr().err


def test_no_key_is_told(monkeypatch):
    monkeypatch.setenv("LAB_KEY", KEY)
    add_server("lab", "http://lab-host:8000/v1", "served-by-lab", key_env="LAB_KEY")
    assert "LAB_KEY" in paths.models_file().read_text()
    library, _ = Library.open()
    plan = replace(PLAN, models=("lab",))
    run = library.runs.create(an_exam(), plan)
    library.close()
    for form in ("jsonl", "csv", "inspect"):
        assert main(["export", str(run.number), "--format", form, "-o", form]) == 0
    archive = zipfile.ZipFile("inspect")
    texts = [Path("jsonl").read_bytes(), Path("csv").read_bytes()]
    texts += [archive.read(name) for name in archive.namelist()]
    assert b"lab" in texts[0]
    for text in texts:
        for secret in (KEY, "LAB_KEY", "lab-host"):
            assert secret.encode() not in text
