import json

import pytest

from jevons.cli import main
from jevons.core import actions, paths


@pytest.fixture(autouse=True)
def as_shipped():
    yield
    actions.remap({})


def test_it_prints_every_key_that_works(capsys):
    assert main(["keys", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    for scope in actions.PARENTS:
        bound = {key for key, _ in actions.bindings(scope)}
        assert {key for keys in printed[scope].values() for key in keys} == bound


def test_a_changed_key_is_marked_and_a_fault_is_told(capsys):
    paths.private_dir(paths.config_dir())
    paths.keys_file().write_text('[ask]\nthink_on = "ctrl+y"\nedit = "ctrl+y"\n')
    assert main(["keys"]) == 1
    printed, said = capsys.readouterr()
    assert any(line.split()[:3] == ["^y", "*", "think_on"] for line in printed.splitlines())
    assert "line 3: ^y does think_on there already" in said
