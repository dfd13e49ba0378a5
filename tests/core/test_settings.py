import json
import os
import stat
import tomllib

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from jevons.core import paths
from jevons.core.prices.reference import REFERENCES, Reference
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.settings import SCHEMA, Settings, describe, load, save

FILE = """\
# my settings

model = "r1"  # the box upstairs
threads = 3
compare = ["o1@2025-01-27"]
"""


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for setting in SCHEMA.values():
        monkeypatch.delenv(setting.variable, raising=False)


def write(text: str | bytes) -> None:
    file = paths.settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def content() -> str:
    return paths.settings_file().read_bytes().decode()


def told(problems) -> str:
    assert all(problem.kind is ProblemKind.BAD_SETTING for problem in problems)
    return "\n".join(problem.line() for problem in problems)


def test_without_a_file_the_defaults_hold():
    assert load() == (Settings(), [])
    assert not paths.settings_file().exists()


def test_the_defaults():
    values = Settings()
    assert (values.model, values.think, values.theme) == ("smollm2-135m", "auto", "jevons-dark")
    assert values.usd_per_hour is None
    assert (values.idle_minutes, values.threads, values.answer_tokens) == (15, 0, 1024)
    assert (values.mouse, values.animations, values.ascii) == (True, False, None)
    assert values.driver == "difference"
    assert tuple(map(Reference.parse, values.compare)) == REFERENCES


def test_every_default_is_accepted_by_its_own_reader():
    for name, setting in SCHEMA.items():
        default = getattr(Settings(), name)
        if default is not None:
            assert setting.read(default) == default
            assert tomllib.loads(f"x = {setting.default}")


def test_the_description_has_a_line_for_every_setting():
    rows = list(describe())
    assert [row[0] for row in rows] == list(Settings.__slots__)
    assert ("threads", "0", "JEVONS_THREADS") in [row[:3] for row in rows]
    assert all(row[3] for row in rows)


def test_the_file_goes_before_the_defaults():
    write(FILE)
    assert load() == (Settings(model="r1", threads=3, compare=("o1@2025-01-27",)), [])


def test_the_environment_goes_before_the_file(monkeypatch):
    write(FILE)
    monkeypatch.setenv("JEVONS_MODEL", "o1")
    monkeypatch.setenv("JEVONS_MOUSE", "no")
    monkeypatch.setenv("JEVONS_USD_PER_HOUR", "2.5")
    monkeypatch.setenv("JEVONS_COMPARE", "o1@2025-01-27, gpt-4o@2025-01-27")
    monkeypatch.setenv("JEVONS_THINK", "")
    values, problems = load()
    assert problems == []
    assert (values.model, values.mouse, values.usd_per_hour) == ("o1", False, 2.5)
    assert values.compare == ("o1@2025-01-27", "gpt-4o@2025-01-27")
    assert (values.threads, values.think) == (3, "auto")


def test_a_bad_variable_is_told_and_the_file_holds(monkeypatch):
    write(FILE)
    monkeypatch.setenv("JEVONS_THREADS", "many")
    values, problems = load()
    assert values.threads == 3
    assert "JEVONS_THREADS" in told(problems)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("threads = -1", "threads is not usable: wanted a whole number from 0 to 1,024"),
        ("threads = true", "threads is not usable"),
        ("threads = 2.0", "threads is not usable"),
        ("mouse = 2", "mouse is not usable: wanted true or false"),
        ("model = ''", "model is not usable"),
        ("model = 'a b'", "model is not usable"),
        ("model = 5", "model is not usable"),
        ("think = 'often'", "think is not usable: wanted auto, off, max or a number of tokens"),
        ("think = false", "think is not usable"),
        ("usd_per_hour = -1", "usd_per_hour is not usable"),
        ("usd_per_hour = nan", "usd_per_hour is not usable"),
        ("usd_per_hour = inf", "usd_per_hour is not usable"),
        ("compare = ['o1']", "compare is not usable: wanted a list of MODEL@DATE"),
        ("compare = 5", "compare is not usable"),
        ("compare = ['o1@2025-02-30']", "compare is not usable"),
        ("idle_minutes = 0", "idle_minutes is not usable"),
        ("modle = 'x'", "there is no setting modle; did you mean model"),
        ("theme = oops", "theme: Invalid value"),
        ("theme 5", "Expected '='"),
        (f"threads = {'7' * 5000}", "threads: "),
        (f"threads = {'[' * 5000}", "threads: "),
        ("[theme]\nmodel = 'x'", "settings stand in no table"),
    ],
)
def test_a_bad_line_is_told_and_the_others_hold(line, message):
    text = f"stall_seconds = 7\n# next\n{line}\n"
    write(text)
    values, problems = load()
    assert values == Settings(stall_seconds=7)
    (problem,) = problems
    assert problem.what.startswith(f"{paths.settings_file()}, line 3: ")
    assert message in problem.what
    assert "the file is left as it is" in problem.kept
    assert content() == text


def test_a_key_twice_is_told_and_the_first_holds():
    write("threads = 1\nthreads = 2\n")
    values, problems = load()
    assert values.threads == 1
    assert "line 2: threads is set for the second time" in told(problems)


def test_a_corrupt_line_costs_only_itself():
    write('threads = 2\ncompare = [\n  "o1@2025-01-27"\nmodel = "r1"\nmouse = false\n')
    values, problems = load()
    assert (values.threads, values.model, values.mouse) == (2, "r1", False)
    assert values.compare == Settings().compare
    assert len(problems) == 1


def test_what_is_no_text_is_told():
    write(b"model = 'a'\ntheme = '\xff'\n")
    assert load()[0] == Settings()
    assert "line 2 is not UTF-8" in told(load()[1])


def test_a_directory_in_the_place_of_the_file_is_told():
    paths.settings_file().mkdir(parents=True)
    values, problems = load()
    assert values == Settings()
    assert "cannot be read" in told(problems)
    with pytest.raises(ProblemError, match="was not changed"):
        save("threads", 2)


@pytest.mark.parametrize(
    ("value", "think"), [("500", "500"), ('"500"', "500"), ('"OFF"', "off"), ('"max"', "max")]
)
def test_thinking_is_set_by_word_or_number(value, think):
    write(f"think = {value}\n")
    assert load() == (Settings(think=think), [])


def test_save_makes_the_file_for_its_owner_alone():
    save("threads", 2)
    file = paths.settings_file()
    assert content() == "threads = 2\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


def test_save_changes_one_line():
    write(FILE)
    save("model", "o1")
    save("mouse", False)
    save("compare", ["o1@2025-01-27", "gpt-4o@2025-01-27"])
    assert content() == FILE.replace('"r1"', '"o1"').replace(
        '["o1@2025-01-27"]', '["o1@2025-01-27", "gpt-4o@2025-01-27"]'
    ) + ("mouse = false\n")
    assert stat.S_IMODE(paths.settings_file().stat().st_mode) == 0o600


def test_save_none_goes_back_to_the_default():
    save("usd_per_hour", 1.5)
    assert load()[0].usd_per_hour == 1.5
    save("usd_per_hour", None)
    assert load() == (Settings(), [])


@pytest.mark.parametrize(
    ("name", "value"), [("threads", -1), ("modle", "x"), ("model", "\udcff"), ("mouse", "maybe")]
)
def test_save_refuses_what_cannot_be_loaded(name, value):
    write(FILE)
    with pytest.raises(ProblemError) as caught:
        save(name, value)
    assert caught.value.problem.kind is ProblemKind.BAD_SETTING
    assert content() == FILE


@pytest.mark.parametrize(
    "text", ["threads = \n", "threads = 1\nthreads = 2\n", "threads.x = 1\n", "[threads]\n"]
)
def test_save_refuses_a_corrupt_file(text):
    write(text)
    with pytest.raises(ProblemError, match="was not changed") as caught:
        save("threads", 5)
    assert caught.value.problem.kind is ProblemKind.BAD_SETTING
    assert content() == text


def test_save_refuses_what_is_no_text():
    write(b"model = '\xff'\n")
    with pytest.raises(ProblemError, match="line 1 is not UTF-8"):
        save("threads", 5)
    assert paths.settings_file().read_bytes() == b"model = '\xff'\n"


def test_save_refuses_a_read_only_file():
    write(FILE)
    paths.settings_file().chmod(0o400)
    with pytest.raises(ProblemError, match="write-protected") as caught:
        save("threads", 5)
    assert caught.value.problem.kind is ProblemKind.READ_ONLY
    assert content() == FILE


def test_a_full_disk_leaves_the_file_as_it_was(monkeypatch):
    write(FILE)

    def full(descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProblemError) as caught:
        save("threads", 5)
    assert caught.value.problem.kind is ProblemKind.NO_SPACE
    assert content() == FILE
    assert len(list(paths.config_dir().iterdir())) == 1


def test_a_linked_file_stays_a_link(tmp_path):
    real = tmp_path / "dotfiles" / "settings.toml"
    real.parent.mkdir()
    real.write_text(FILE)
    paths.config_dir().mkdir(parents=True)
    paths.settings_file().symlink_to(real)
    save("threads", 5)
    assert paths.settings_file().is_symlink()
    assert real.read_text() == FILE.replace("threads = 3", "threads = 5")


COMMENTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12).map("# {}".format)
VALUES = {
    "model": st.text(st.characters(categories=["L", "P", "N"]), min_size=1, max_size=10),
    "think": st.sampled_from(["auto", "off", "max", "750"]),
    "theme": st.text("abc\"'\\#=[]", min_size=1, max_size=8),
    "usd_per_hour": st.floats(0, 1000),
    "compare": st.lists(st.sampled_from(["o1@2025-01-27", "a#b@2024-01-01"])).map(tuple),
    "threads": st.integers(0, 1024),
    "mouse": st.booleans(),
}


def toml(value) -> str:
    return json.dumps(value, ensure_ascii=False)


@st.composite
def files(draw):
    """A settings file of any order, with comments everywhere that TOML allows them."""
    names = draw(st.permutations(list(VALUES)))[: draw(st.integers(0, len(VALUES)))]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    values, comments, lines = {}, [], []

    def comment() -> str:
        text = draw(st.none() | COMMENTS)
        comments.extend([text.strip()] if text else [])
        return text or ""

    for name in names:
        value = values[name] = draw(VALUES[name])
        if isinstance(value, tuple) and draw(st.booleans()):
            items = "".join(f"  {toml(item)}, {comment()}{end}" for item in value)
            text = f"[ {comment()}{end}{items}]"
        else:
            text = toml(value)
        lines += [comment(), f"{draw(st.sampled_from(['', '  ']))}{name} = {text} {comment()}"]
    return values, comments, "".join(line + end for line in lines)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(file=files(), name=st.sampled_from(list(VALUES)), data=st.data())
def test_save_keeps_comments_and_all_other_settings(file, name, data):
    values, comments, text = file
    write(text)
    assert load() == (Settings(**values), [])
    value = data.draw(VALUES[name])
    save(name, value)
    assert load() == (Settings(**{**values, name: value}), [])
    assert list(tomllib.loads(content())) == list(dict.fromkeys([*values, name]))
    for comment in comments:
        assert comment in content()
    untouched = [line for line in text.splitlines() if "=" in line and name not in line]
    if name != "compare":
        assert [line for line in content().splitlines() if line in untouched] == untouched


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200))
def test_load_never_raises(data):
    write(data)
    values, _ = load()
    assert isinstance(values, Settings)
    assert paths.settings_file().read_bytes() == data
