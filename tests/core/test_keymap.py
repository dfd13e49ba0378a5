import pytest

from jevons.core import actions, keymap, paths


@pytest.fixture(autouse=True)
def as_shipped():
    yield
    actions.remap({})


def load(text):
    paths.private_dir(paths.config_dir())
    paths.keys_file().write_text(text, encoding="utf-8")
    return keymap.load()


def told(text):
    found, problems = load(text)
    assert not found
    return "\n".join(problem.line() for problem in problems)


def test_without_a_file_nothing_changes():
    assert keymap.load() == ({}, [])


def test_an_action_gets_other_keys():
    found, problems = load('[ask]\nthink_on = "^y"\n\n[transcript]\nthink_on = ["y?", "z"]\n')
    assert "line 5" in problems[0].line()
    assert found == {("ask", "think_on"): ("ctrl+y",)}
    actions.remap(found)
    assert actions.load_actions()["think_on"].keys["ask"] == ("ctrl+y",)
    assert dict(actions.bindings("ask"))["ctrl+y"].id == "think_on"
    assert "ctrl+t" not in dict(actions.bindings("ask"))
    actions.remap({})
    assert "ctrl+t" in dict(actions.bindings("ask"))


@pytest.mark.parametrize(
    ("written", "named"), [("^y", "ctrl+y"), ("Z", "Z"), ("alt+x", "alt+x"), ("^e", "ctrl+e")]
)
def test_keys_are_written_as_they_are_shown(written, named):
    assert load(f'[transcript]\nthink_on = ["{written}"]\n') == (
        {("transcript", "think_on"): (named,)},
        [],
    )


@pytest.mark.parametrize(
    ("written", "does"), [("?", "help"), ("[", "previous_turn"), ("esc", "back")]
)
def test_signs_and_short_names_are_known(written, does):
    assert does in told(f'[transcript]\nthink_on = "{written}"\n')


def test_two_actions_may_exchange_their_keys():
    found, problems = load('[transcript]\nend_thought = "t"\nthink_on = "e"\n')
    assert not problems
    assert found == {
        ("transcript", "end_thought"): ("t",),
        ("transcript", "think_on"): ("e",),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[asks]\nthink_on = "ctrl+y"\n', "did you mean ask?"),
        ('[ask]\nthink = "ctrl+y"\n', "did you mean think_on?"),
        ('think_on = "ctrl+y"\n', "it stands in no scope"),
        ("[ask]\nthink_on = 3\n", "needs a key"),
        ('[ask]\nthink_on = ["ctrl+", ""]\n', "needs a key"),
        ("[ask]\nthink_on = []\n", "needs a key"),
        ('[ask]\nthink_on = "ctrl+g"\n', "does end_thought there already"),
        ('[ask]\nthink_on = "enter"\n', "does send there already"),
        ('[ask\nthink_on = "ctrl+y"\n', "line 1"),
        ('[ask]\nthink_on = "ctrl+y\n', "line 2"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(text, said):
    assert said in told(text)


def test_a_file_that_is_no_text_is_told():
    paths.private_dir(paths.config_dir())
    paths.keys_file().write_bytes(b"\xff\xfe")
    found, problems = keymap.load()
    assert not found
    assert "cannot be read" in problems[0].line()
