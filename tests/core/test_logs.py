import stat

import pytest

from jevons.core import logs, paths
from jevons.core.problems import Problem, ProblemError, ProblemKind


def log_text():
    return paths.log_file().read_text(encoding="utf-8")


def a_problem(details=""):
    return Problem(ProblemKind.TIMED_OUT, "the server is silent", remedy="wait", details=details)


def test_a_problem_is_written_with_its_details():
    logs.log_problem(a_problem("first line\nsecond line"))
    text = log_text()
    assert "timed_out: the server is silent; wait\n    first line\n    second line\n" in text


def test_the_log_is_private():
    logs.log_problem(a_problem())
    assert stat.S_IMODE(paths.log_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.log_file().parent.stat().st_mode) == 0o700


def test_nothing_is_made_before_there_is_something_to_write(jevons_home):
    assert not (jevons_home / "logs").exists()


def test_an_exception_is_written_with_where_it_came_from():
    try:
        raise ProblemError(a_problem("the answer of the server"))
    except ProblemError as error:
        logs.log_exception(error, "asking")
    text = log_text()
    assert "error asking" in text
    assert "test_an_exception_is_written" in text
    assert "the answer of the server" in text


@pytest.mark.parametrize(
    "secret",
    [
        "Authorization: Bearer abc.def-123",
        "{'authorization': 'Bearer abc.def-123'}",
        "Authorization: Basic abc.def-123",
        "sk-proj-abc_def-123",
        "sk-def-123",
        "hf_abc_def-123",
        "OPENAI_API_KEY=abc.def-123",
        '{"api_key": "abc.def-123"}',
        "x-api-key: abc.def-123",
        "https://me:abc.def-123@host/v1",
        "?token=abc.def-123&x=1",
        "password = abc.def-123",
    ],
)
def test_keys_are_never_written(secret):
    logs.log_problem(a_problem(f"before {secret} after"))
    try:
        raise ValueError(secret)
    except ValueError as error:
        logs.log_exception(error)
    text = log_text()
    assert "def-123" not in text
    assert "[redacted]" in text
    assert "before" in text


def test_what_is_no_key_stays():
    harmless = "max_tokens: 500, task-force, basic sums, hf_hub_download, https://host/a@b"
    assert logs.redacted(harmless) == harmless


def test_the_log_cannot_act_on_the_terminal_that_shows_it():
    logs.log_problem(a_problem("\x1b[2J\u202e\ud800"))
    assert "␛[2J\\u202e\\ud800" in log_text()


def test_a_log_that_has_grown_is_put_aside(monkeypatch):
    monkeypatch.setattr(logs, "LIMIT_BYTES", 2000)
    for number in range(60):
        logs.log_problem(a_problem(f"entry {number} {'x' * 100}"))
    file = paths.log_file()
    older = file.with_name(f"{file.name}.1")
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name, older.name]
    assert "entry 59 " in log_text()
    assert file.stat().st_size < 2500
    assert older.stat().st_size < 2500
    assert stat.S_IMODE(older.stat().st_mode) == 0o600


def test_a_home_that_cannot_be_written_raises_nothing(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JEVONS_HOME", str(tmp_path / "file"))
    logs.log_problem(a_problem())
    logs.log_exception(ValueError("x"))


def test_an_exception_that_cannot_tell_itself_raises_nothing():
    class SilentError(Exception):
        def __str__(self):
            raise RuntimeError

    logs.log_exception(SilentError())
    logs.log_exception(ValueError("written after"))
    assert "written after" in log_text()
