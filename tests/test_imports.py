"""What is imported when: the command line stays light, whatever hangs on it."""

import json
import subprocess
import sys

import pytest

HEAVY = {"textual", "rich", "httpx", "xllamacpp", "sqlite3", "huggingface_hub"}

RUN = """
import contextlib, io, json, sys
from jevons.cli import main
said = io.StringIO()
with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
    main({arguments!r})
print(json.dumps([len(said.getvalue()), sorted(sys.modules)]))
"""


def run(script):
    """What a new Python prints last."""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(done.stdout.splitlines()[-1])


def loaded_by(*arguments):
    """The modules that a command has loaded once it is done."""
    said, modules = run(RUN.format(arguments=list(arguments)))
    assert said > 100  # it did its work
    return set(modules)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("ask", "--help"),
        ("prices",),
        ("prices", "--model", "o1", "--json"),
        ("paths",),
        ("models",),
        ("exam", "list"),
        ("exam", "show", "arithmetic-2"),
    ],
    ids=" ".join,
)
def test_a_light_command_loads_nothing_heavy(arguments):
    assert not HEAVY & loaded_by(*arguments)


def test_the_help_loads_little_of_our_own():
    modules = loaded_by("--help")
    assert not {name for name in modules if name.startswith(("jevons.app", "jevons.screens"))}
    assert "asyncio" not in modules


@pytest.mark.parametrize(
    "module",
    [
        "jevons.cli",
        "jevons.core.settings",
        "jevons.core.models.registry",
        "jevons.core.state.meter",
        "jevons.core.actions",
    ],
)
def test_a_light_module_imports_nothing_heavy(module):
    modules = run(f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))")
    assert not HEAVY & set(modules)


def test_the_screen_waits_for_no_client():
    # The first paint needs neither a server nor an engine.
    modules = set(run("import json, sys, jevons.app; print(json.dumps(sorted(sys.modules)))"))
    assert "textual" in modules
    assert not {"httpx", "xllamacpp", "huggingface_hub", "markdown_it", "pygments"} & modules


def test_other_screens_than_the_first_are_loaded_when_they_are_gone_to():
    modules = set(run("import json, sys, jevons.app; print(json.dumps(sorted(sys.modules)))"))
    later = ("screens.run", "screens.exams", "screens.place_screen", "core.analysis")
    assert not {name for name in modules if name.startswith(tuple(f"jevons.{p}" for p in later))}
    assert "jevons.core.runs.run_store" not in modules
    assert "statistics" not in modules
