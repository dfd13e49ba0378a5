import pytest

from jevons.core.exams.files import parquet_rows
from jevons.core.exams.files.load import load_exam
from jevons.core.exams.files.reading import read_rows
from jevons.core.problems import ProblemError, ProblemKind


@pytest.fixture
def table(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "mine.parquet"
    rows = [{"question": f"{n} + 1?", "answer": float(n + 1), "parts": [n, n]} for n in range(150)]
    rows[3]["image"] = b"\x89PNG"
    parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return path


def test_rows_come_in_their_order(table):
    rows = list(read_rows(table))
    assert [row.get("question") for row in rows] == [f"{n} + 1?" for n in range(150)]
    assert (rows[149].number, rows[149].place) == (150, "row 150")


def test_an_exam_of_it(table):
    exam = load_exam(str(table))
    assert [question.gold for question in exam.questions[:3]] == ["1", "2", "3"]
    assert exam.questions[3].metadata == {"parts": [3, 3]}
    assert exam.name == "mine"


def test_a_damaged_file(table):
    table.write_bytes(table.read_bytes()[:-20])
    with pytest.raises(ProblemError, match="cannot be read as Parquet") as caught:
        list(read_rows(table))
    assert caught.value.problem.kind is ProblemKind.BAD_INPUT


def test_without_pyarrow_the_remedy_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_rows, "find_spec", lambda name: None)
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(ProblemError) as caught:
        list(read_rows(path))
    assert caught.value.problem.kind is ProblemKind.MISSING_EXTRA
    assert "jevons[data]" in caught.value.problem.remedy
