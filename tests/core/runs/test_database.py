"""Opening a library in any state, and what a failing file does to a running one."""

import json
import os
import shutil
import sqlite3
import stat
import tempfile
from importlib.resources import files
from pathlib import Path

import pytest

from core.runs.library_samples import MESSAGES, a_generation, python
from jevons.core import paths
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.runs import database
from jevons.core.runs.library import Library

NOBODY = 65534


def library_with(title):
    library, problems = Library.open()
    assert problems == []
    library.create_conversation(title, "m")
    library.close()
    return paths.library_file()


def titles(library):
    return [conversation.title for conversation in library.conversations()]


def open_with_one_problem(kind):
    library, problems = Library.open()
    assert [problem.kind for problem in problems] == [kind]
    return library, problems[0]


def assert_works_in_memory(library, problem):
    assert not library.keeps
    assert "nothing of this session will be kept" in problem.line()
    turn = library.add_turn(library.create_conversation("for now", "m").id, "q")
    library.put_generation(turn.id, a_generation(), MESSAGES)
    assert library.turns(turn.conversation_id)[0].generations == (a_generation(),)


def test_a_new_library_is_private_and_up_to_date():
    file = library_with("x")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA user_version").fetchone() == (database.VERSION,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_an_open_library_s_log_is_private_too():
    library, _ = Library.open()
    library.create_conversation("x", "m")
    for suffix in ("-wal", "-shm"):
        assert stat.S_IMODE(os.stat(f"{paths.library_file()}{suffix}").st_mode) == 0o600
    library.close()


def test_migrations_are_numbered_without_a_gap_up_to_the_version():
    names = sorted(file.name for file in (files("jevons.core.runs") / "migrations").iterdir())
    assert [int(name[:4]) for name in names] == list(range(1, database.VERSION + 1))
    assert all(name.endswith(".sql") for name in names)


def schema_of(file):
    connection = sqlite3.connect(file)
    rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    connection.close()
    return rows


@pytest.mark.parametrize("version", range(database.VERSION))
def test_every_earlier_version_is_brought_up_to_date(version, tmp_path):
    older = tmp_path / "older.db"
    connection = sqlite3.connect(older)
    for number in range(1, version + 1):
        connection.executescript(database._migration(number))
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    library, problems = Library.open(older)
    assert problems == []
    library.create_conversation("x", "m")
    library.close()
    assert schema_of(older) == schema_of(library_with("y"))


def test_an_interrupted_migration_leaves_nothing_behind(tmp_path, monkeypatch):
    file = tmp_path / "library.db"
    whole = database._migration(1)
    with monkeypatch.context() as patch:
        patch.setattr(database, "_migration", lambda _n: whole + "CREATE TABLE turns (x);")
        connection = sqlite3.connect(file, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError):
            database._bring_up_to_date(connection)
        connection.close()
    assert schema_of(file) == []
    library, problems = Library.open(file)
    assert problems == []
    assert library.keeps
    library.close()


def test_a_newer_library_is_refused_and_not_touched():
    file = library_with("from the future")
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")
    connection.close()
    before = file.read_bytes()
    library, problem = open_with_one_problem(ProblemKind.BAD_LIBRARY)
    assert "newer jevons" in problem.what
    assert_works_in_memory(library, problem)
    library.close()
    assert file.read_bytes() == before


def damage_beginning(file):
    with file.open("r+b") as opened:
        opened.write(b"this is no database, but it was one once")


def damage_schema(file):
    with file.open("r+b") as opened:
        opened.seek(100)
        opened.write(b"\xff" * 400)


def damage_the_rest(file):
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xa5" * (size - 4096))


@pytest.mark.parametrize("damage", [damage_beginning, damage_schema, damage_the_rest])
def test_a_damaged_library_is_set_aside_and_a_new_one_begun(damage):
    file = library_with("precious")
    damage(file)
    damaged = file.read_bytes()
    library, problem = open_with_one_problem(ProblemKind.BAD_LIBRARY)
    (aside,) = (path for path in file.parent.iterdir() if ".corrupt-" in path.name)
    assert aside.read_bytes() == damaged
    assert str(aside) in problem.kept
    assert library.keeps
    library.create_conversation("new", "m")
    library.close()
    again, problems = Library.open()
    assert (titles(again), problems) == (["new"], [])
    again.close()


def test_a_log_left_by_a_killed_process_is_read_even_over_a_damaged_file(tmp_path):
    running, _ = Library.open(tmp_path / "running.db")
    running.create_conversation("precious words", "m")
    file = paths.private_dir(tmp_path / "killed") / "library.db"
    for suffix in ("", "-wal"):  # as a process leaves them that is killed now
        shutil.copy(tmp_path / f"running.db{suffix}", f"{file}{suffix}")
    running.close()
    damage_beginning(file)
    library, problems = Library.open(file)
    assert (titles(library), problems) == (["precious words"], [])
    library.close()


def test_a_damaged_library_s_log_goes_with_it():
    file = library_with("precious")
    still_open, _ = Library.open()
    damage_beginning(file)
    library, problem = open_with_one_problem(ProblemKind.BAD_LIBRARY)
    suffixes = {name.partition("Z")[2] for name in os.listdir(file.parent) if ".corrupt-" in name}
    assert suffixes == {"", "-wal", "-shm"}
    assert library.keeps, problem
    library.close()
    still_open.close()


OPEN = """
import sys
from pathlib import Path
from jevons.core.runs.library import Library
sys.stdin.readline()
library, problems = Library.open(Path(sys.argv[1]))
library.create_conversation(sys.argv[2], "m")
print(len(problems), library.keeps)
"""


def test_processes_that_find_the_same_damage_lose_nothing_of_each_other(tmp_path):
    file = tmp_path / "library.db"
    file.write_bytes(b"not a database at all" * 500)
    children = [python(OPEN, file, f"of {n}") for n in range(4)]
    outputs = [child.communicate("go\n", timeout=60)[0].split() for child in children]
    assert sorted(outputs) == [["0", "True"]] * 3 + [["1", "True"]]
    assert len(list(tmp_path.glob("*.corrupt-*"))) == 1
    library, _ = Library.open(file)
    assert sorted(titles(library)) == [f"of {n}" for n in range(4)]
    library.close()


def test_a_home_that_is_no_directory_gives_a_library_in_memory(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JEVONS_HOME", str(tmp_path / "file"))
    library, problem = open_with_one_problem(ProblemKind.READ_ONLY)
    assert_works_in_memory(library, problem)


def test_a_directory_in_the_file_s_place_gives_a_library_in_memory():
    paths.library_file().mkdir(parents=True)
    library, problem = open_with_one_problem(ProblemKind.READ_ONLY)
    assert_works_in_memory(library, problem)


REPORT = """
import importlib.resources, json, os, resource, sys
from pathlib import Path
from jevons.core.runs.library import Library
if sys.argv[2] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
elif os.getuid() == 0:  # root may write anything
    os.setuid(int(sys.argv[2]))
library, problems = Library.open(Path(sys.argv[1]))
library.create_conversation("for now", "m")
titles = [conversation.title for conversation in library.conversations()]
print(json.dumps([[p.kind for p in problems], library.keeps, titles]))
"""


def report(file, way):
    output, _ = python(REPORT, file, way).communicate(timeout=60)
    return json.loads(output)


@pytest.fixture
def open_tree():
    """A directory that other users can reach, unlike pytest's own."""
    directory = Path(tempfile.mkdtemp(prefix="jevons-test-"))
    directory.chmod(0o755)
    yield directory
    for path in (directory, *directory.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(directory)


@pytest.mark.parametrize("owned", [True, False])
def test_what_cannot_be_written_can_still_be_read(open_tree, owned):
    """A write-protected file; and one in a directory that is someone else's."""
    file = open_tree / "data" / "library.db"
    library, _ = Library.open(file)
    library.create_conversation("from before", "m")
    library.close()
    file.chmod(0o444)
    file.parent.chmod(0o755)
    if os.getuid() == 0:
        owner = NOBODY if owned else 0
        os.chown(file, owner, owner)
        os.chown(file.parent, owner, owner)
    elif not owned:
        pytest.skip("only root has files of another user")
    before = file.read_bytes()
    assert report(file, NOBODY) == [["read_only"], False, ["for now", "from before"]]
    assert file.read_bytes() == before


def test_a_full_disk_at_the_first_start_gives_a_library_in_memory(tmp_path):
    kinds, keeps, shown = report(tmp_path / "library.db", "full")
    assert (kinds, keeps, shown) == (["no_space"], False, ["for now"])


def test_a_full_disk_later_still_shows_what_is_there(tmp_path):
    library, _ = Library.open(tmp_path / "library.db")
    library.create_conversation("from before", "m")
    library.close()
    kinds, keeps, shown = report(tmp_path / "library.db", "full")
    assert (kinds, keeps, shown) == (["no_space"], False, ["for now", "from before"])


def test_a_full_library_undoes_the_write_and_goes_on_once_there_is_room():
    library, _ = Library.open()
    conversation = library.create_conversation("c", "m")
    turn = library.add_turn(conversation.id, "q")
    with library._database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    large = a_generation(answer="x" * 100_000)
    with pytest.raises(ProblemError) as caught:
        library.put_generation(turn.id, large, MESSAGES)
    assert caught.value.problem.kind is ProblemKind.NO_SPACE
    assert library.generation("g1") is None
    assert library.turns(conversation.id) == [turn]
    with library._database.reading() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    library.put_generation(turn.id, large, MESSAGES)
    assert library.turns(conversation.id)[0].generations == (large,)
    library.close()


def test_a_library_made_read_only_says_so_and_stays_readable():
    library, _ = Library.open()
    library.create_conversation("c", "m")
    with library._database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(ProblemError) as caught:
        library.create_conversation("d", "m")
    assert caught.value.problem.kind is ProblemKind.READ_ONLY
    assert titles(library) == ["c"]
    library.close()


def test_a_locked_library_says_so_and_goes_on_after(monkeypatch):
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    library, _ = Library.open()
    other = sqlite3.connect(paths.library_file(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ProblemError) as caught:
        library.create_conversation("c", "m")
    assert caught.value.problem.kind is ProblemKind.BAD_LIBRARY
    assert "locked" in caught.value.problem.what
    second, problems = Library.open()
    assert (problems, second.keeps) == ([], True), "a writer elsewhere does not stop opening"
    other.execute("COMMIT")
    other.close()
    library.create_conversation("c", "m")
    assert titles(second) == ["c"]
    library.close()
    second.close()


@pytest.mark.parametrize("version", [0, database.VERSION])
def test_another_program_s_database_is_left_alone(version):
    file = paths.library_file()
    paths.private_dir(file.parent)
    connection = sqlite3.connect(file)
    connection.executescript(
        f"CREATE TABLE turns (other); INSERT INTO turns VALUES (1); PRAGMA user_version = {version}"
    )
    connection.close()
    library, problem = open_with_one_problem(ProblemKind.BAD_LIBRARY)
    assert_works_in_memory(library, problem)
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT other FROM turns").fetchall() == [(1,)]
    connection.close()


def test_a_library_too_large_to_copy_is_done_without(tmp_path, monkeypatch):
    library, _ = Library.open(tmp_path / "library.db")
    library.create_conversation("from before", "m")
    library.close()
    with monkeypatch.context() as patch:
        patch.setattr(database, "COPY_LIMIT_BYTES", 1000)
        connection = database._in_memory(tmp_path / "library.db", lambda _connection: None)
    assert connection.execute("SELECT count(*) FROM conversations").fetchone()[0] == 0
    connection.close()
