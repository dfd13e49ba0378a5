import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.toml_lines import statements, with_value

FILE = '''\
# the user's file
model = "a"  # which one
compare = [
    "o1@2025-01-27",  # the closed one
    "x # no comment",
]  # two

threads = 2
text = """
key = 1
"""
[table]
model = "b"
'''


def test_statements_have_their_lines_and_tables():
    keys = {(s.table, key): s.line for s in statements(FILE) for key in s.values if not s.header}
    assert keys == {
        ("", "model"): 2,
        ("", "compare"): 3,
        ("", "threads"): 8,
        ("", "text"): 9,
        ("table", "model"): 13,
    }
    assert "".join(s.text for s in statements(FILE)) == FILE


def test_a_fault_has_its_line_and_the_rest_is_read():
    found = list(statements("a = 1\nb = oh\nc = 3\nd = [\n  1,\n  oops\n]\ne = 5\n"))
    assert [(s.line, s.fault.split(":")[0]) for s in found if s.fault][:2] == [(2, "b"), (6, "d")]
    assert {key: value for s in found for key, value in s.values.items()} == {
        "a": 1,
        "c": 3,
        "e": 5,
    }


def test_what_is_never_closed_is_a_fault_of_its_first_line():
    (fault,) = [s for s in statements("a = [\nb = 1\n") if s.fault]
    assert (fault.line, fault.text) == (2, "a = [\n")
    faults = [s.line for s in statements('a = """\nb = 1\n') if s.fault]
    assert faults == [1]


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("model", '"c"', 'model = "a"  # which one', 'model = "c"  # which one'),
        ("threads", "4", "threads = 2", "threads = 4"),
        (
            "compare",
            "[]",
            FILE[FILE.index("compare") : FILE.index("\n\nthreads")],
            "# the closed one\ncompare = []  # two",
        ),
        ("mouse", "true", "[table]", "mouse = true\n[table]"),
        ("threads", None, "threads = 2\n", ""),
        ("model", None, 'model = "a"  # which one', "# which one"),
        ("mouse", None, "", ""),
    ],
)
def test_one_value_changes_and_nothing_else(key, value, old, new):
    assert with_value(FILE, key, value) == FILE.replace(old, new, 1)


def test_a_new_key_goes_to_the_end_of_a_file_without_tables():
    assert with_value("", "a", "1") == "a = 1\n"
    assert with_value("b = 2", "a", "1") == "b = 2\na = 1\n"
    assert with_value("b = 2\n# end\n", "a", "1") == "b = 2\n# end\na = 1\n"


def test_a_new_key_stays_out_of_tables():
    assert with_value("# t\n[t]\nb = 1\n", "a", "1") == "a = 1\n# t\n[t]\nb = 1\n"


def test_windows_lines_stay():
    assert with_value("a = 1 # x\r\nb = 2\r\n", "a", "3") == "a = 3 # x\r\nb = 2\r\n"
    assert with_value("a = 1\r\n", "b", "3") == "a = 1\r\nb = 3\r\n"


def test_quoted_keys_are_keys():
    assert with_value('"a" = 1\n', "a", "2") == '"a" = 2\n'


@pytest.mark.parametrize(
    "value", ['"""x"""" # "c"', "'''it's''' # c", '"\\" # no" # c', "'#' # c", '"""\n# no\n""" # c']
)
def test_a_comment_is_told_from_text_that_looks_like_one(value):
    text = f"a = {value}\n"
    tomllib.loads(text)
    comment = value[value.rindex("#") :]
    assert with_value(text, "a", "1") == f"a = 1 {comment}\n"


@given(st.text())
def test_statements_never_lose_a_character(text):
    assert "".join(s.text for s in statements(text)) == text


@given(st.text(alphabet="[]{}\"'#=\n\\ a1,.-"))
def test_statements_read_what_tomllib_reads(text):
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert not any(s.fault for s in statements(text))
    top = {key for s in statements(text) if not s.table for key in s.values}
    assert top <= set(whole)
