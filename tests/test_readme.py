"""The README says what is so."""

from pathlib import Path

from jevons.core.actions import load_actions
from jevons.core.settings import describe

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_table_as_it_is() -> None:
    for name, default, variable, meaning in describe():
        value = f"`{default}`" if default else ""
        assert f"| `{name}` | {value} | `{variable}` | {meaning} |" in README


def test_every_key_it_names_is_bound() -> None:
    bound = {
        key for action in load_actions().values() for keys in action.keys.values() for key in keys
    }
    table = README.split("| to do this | press |")[1].split("\n\n")[0]
    named = {word for word in table.split("`")[1::2] if word != "?"}
    assert named
    aliases = {"esc": "escape"}
    assert {aliases.get(key, key) for key in named} <= bound


def test_it_has_exactly_two_set_up_commands_of_a_line_each() -> None:
    setup = README.split("## Set up")[1].split("## Ask")[0]
    blocks = setup.split("```sh\n")[1:]
    assert [len(block.split("```")[0].strip().splitlines()) for block in blocks] == [1, 1]
