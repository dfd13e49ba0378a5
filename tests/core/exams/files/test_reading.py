import json
import math
import os
import stat

import pytest

from jevons.core.exams.files import json_rows, reading, text_lines
from jevons.core.exams.files.reading import read_rows, sha256_of
from jevons.core.exams.files.row import Row
from jevons.core.problems import ProblemError, ProblemKind


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def fields(path):
    return [dict(row.fields) for row in read_rows(path)]


def refusal(path):
    with pytest.raises(ProblemError) as caught:
        list(read_rows(path))
    problem = caught.value.problem
    assert problem.kept == "nothing was loaded"
    assert problem.remedy
    assert path.name in problem.what
    return problem


QUESTIONS = [{"question": "2+2?", "answer": 4}, {"question": "Größe?\n", "answer": "ü, 3"}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", "\n".join(map(json.dumps, QUESTIONS)) + "\n\n"),
        ("a.ndjson", "\ufeff" + "\r\n".join(map(json.dumps, QUESTIONS))),
        ("a.json", json.dumps(QUESTIONS, indent=2)),
        ("a.json", json.dumps({"version": 1, "tags": ["x"], "questions": QUESTIONS})),
        ("a.json", "\n".join(map(json.dumps, QUESTIONS))),
    ],
)
def test_json_in_its_forms(write, name, content):
    assert fields(write(name, content)) == QUESTIONS


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", '\ufeffquestion,answer\n2+2?,4\n\n"Größe?\n","ü, 3"\n'),
        ("a.CSV", '"question", answer\r\n2+2?,4\r\n"Größe?\n","ü, 3"\r\n'),
        ("a.tsv", 'question\tanswer\n2+2?\t4\n"Größe?\n"\tü, 3'),
    ],
)
def test_tables(write, name, content):
    texts = [{key: str(value) for key, value in row.items()} for row in QUESTIONS]
    assert fields(write(name, content)) == texts


def test_rows_know_where_they_stand(write):
    rows = list(read_rows(write("a.jsonl", '\n{"a": 1}\n\n{"a": 2}\n')))
    assert [(row.number, row.place) for row in rows] == [(1, "line 2"), (2, "line 4")]
    rows = list(read_rows(write("a.csv", 'a,b\n"x\ny",1\nz,2\n')))
    assert [(row.number, row.place) for row in rows] == [(1, "line 3"), (2, "line 4")]


def test_a_field_inside_of_a_field():
    row = Row(1, "line 1", {"choices": {"text": ["a", "b"]}, "dotted.name": 7, "empty": " "})
    assert row.get("choices.text") == ["a", "b"]
    assert row.get("dotted.name") == 7
    assert row.get("choices.text.more") is None
    assert not Row(1, "", {"a": math.nan}).filled("a")
    assert not Row(1, "", {"a": {"bytes": None, "path": None}}).filled("a")
    assert Row(1, "", {"a": 0}).filled("a")
    assert row.has("empty")
    assert not row.filled("empty")
    assert not row.has("choices.label")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl", "", "it is empty"),
        ("a.jsonl", '{"a": 1}\n{"a": }\n', "line 2 is not valid JSON: Expecting value (column 7)"),
        ("a.jsonl", '{"a": 1} {"a": 2}\n', "line 1 is not valid JSON: Extra data"),
        ("a.jsonl", '{"a": 1}\n[1, 2]\n', "line 2 is a list, not an object"),
        ("a.jsonl", '{"a": NaN}\n', "NaN is no JSON number"),
        ("a.jsonl", "[" * 100_000, "line 1 is not valid JSON: it is nested too deeply"),
        ("a.jsonl", b'{"a": 1}\n{"a": "\xff"}\n', "line 2 is not UTF-8 (byte 8 of the line)"),
        ("a.jsonl", b"PAR1\0\0\0", "it is a binary file"),
        ("a.json", '{"a": 1', "it is not valid JSON"),
        ("a.json", '[{"a": 1},\n {"b" 2}]', "(line 2, column 7)"),
        ("a.json", "[1]", "item 1 is a number, not an object"),
        ("a.json", '{"a": [{}], "b": [{}]}', "it holds 2 lists of objects"),
        ("a.json", '{"a": 1, "b": []}', "it holds 0 lists of objects"),
        ("a.json", '"text"', "it is a text, not an object"),
        ("a.csv", "a,b\n1,2,3\n", "line 2 has 3 cells, the header has 2"),
        ("a.csv", "a,b\n1\n", "line 2 has 1 cells, the header has 2"),
        ("a.csv", 'a,b\n"1,2\n', "line 2 cannot be read: unexpected end of data"),
        ("a.csv", "a,a\n1,2\n", "the header names the field 'a' more than once"),
        ("a.xlsx", "x", "no exam can be read from a .xlsx"),
        ("a", "x", "no exam can be read from a file without an ending"),
    ],
)
def test_broken_files_are_told_by_their_place(write, name, content, told):
    assert told in refusal(write(name, content)).what


def test_what_is_no_file(tmp_path):
    problem = refusal(tmp_path / "missing.jsonl")
    assert problem.kind is ProblemKind.NOT_FOUND
    assert str(tmp_path) in problem.what
    (tmp_path / "folder.jsonl").mkdir()
    assert "it is a directory" in refusal(tmp_path / "folder.jsonl").what
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert "it is not a plain file" in refusal(tmp_path / "pipe.jsonl").what


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(write):
    path = write("a.jsonl", "{}")
    path.chmod(stat.S_IWUSR)
    assert "Permission denied" in refusal(path).what


def test_a_line_without_end_is_not_read_whole(write, monkeypatch):
    monkeypatch.setattr(text_lines, "LONGEST_LINE", 2**20)
    path = write("a.jsonl", b'{"a": 1}\n' + b"x" * (2**20 + 1))
    assert "line 2 is longer than 1 MB" in refusal(path).what
    assert "line 2 is longer than 1 MB" in refusal(path.rename(path.with_suffix(".csv"))).what


def test_files_that_are_too_large(write, monkeypatch):
    path = write("a.json", "[{}]" + " " * 2**20)
    monkeypatch.setattr(json_rows, "LARGEST_DOCUMENT", 2**20)
    assert refusal(path).kind is ProblemKind.UNSUPPORTED
    monkeypatch.setattr(reading, "LARGEST_FILE", 2**20)
    assert refusal(path).kind is ProblemKind.UNSUPPORTED
    with path.open("wb") as sparse:
        sparse.truncate(3 * 2**30)
    assert "3.0 GB" in refusal(path).what


def test_nothing_that_a_file_holds_acts_on_the_terminal(write):
    problem = refusal(write("a.csv", "\x1b[31m,\x1b[31m\n1,2\n"))
    assert "\x1b" not in problem.line()


def test_the_digest_is_that_of_the_bytes(write):
    import hashlib

    content = b'{"a": 1}\r\n'
    assert sha256_of(write("a.jsonl", content)) == hashlib.sha256(content).hexdigest()
