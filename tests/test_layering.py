"""The arrows between the parts of jevons, read from the sources."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import jevons

SRC = Path(jevons.__file__).parent
MODULES = sorted(path for path in SRC.rglob("*.py"))
TEXTS = sorted(path for path in SRC.rglob("*") if path.suffix in {".py", ".tcss", ".toml", ".sql"})

LAYERS = (
    {
        "problems", "records", "events", "paths", "actions", "visible_text", "logs", "toml_lines",
        "whole_file", "themes", "child_environment", "keymap",
    },
    {"prices"},
    {"settings"},  # a setting names a price to compare with
    {"models", "strategies", "exams"},
    {"runs"},
    {"analysis", "training"},
    {"state"},
    {"doctor"},
)  # fmt: skip
"""The parts of the core: each knows those above it in this list, and itself."""

FOUNDATION = LAYERS[0]
ALONE = {"plot", "economics"}
"""Parts of the core that know no other, but how to tell a problem; analysis and state use them."""


def name_of(path):
    return ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")


def relative(path):
    return str(path.relative_to(SRC))


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports_of(path):
    """All that a module imports, wherever in it and for whatever reason, by full name."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            found.add(node.module)
            if is_package(node.module):
                found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def is_package(module):
    return (SRC.parent / module.replace(".", "/") / "__init__.py").exists()


def core_part(module):
    """The part of the core that a full name lies in, if it does."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["jevons", "core"] and len(parts) > 2 else None


CORE = [path for path in MODULES if path.is_relative_to(SRC / "core") and path.parent != SRC]


def layer_of(part):
    return next(n for n, layer in enumerate(LAYERS) if part in layer)


def may_import(part, other):
    if part == other:
        return True
    if part in ALONE:
        return other == "problems"
    if other in ALONE:
        return layer_of(part) >= layer_of("analysis")
    return layer_of(other) < layer_of(part) or (part in FOUNDATION and other in FOUNDATION)


def test_the_core_is_all_here():
    parts = {core_part(f"jevons.{name_of(path)}") for path in CORE} - {None}
    known = set().union(*LAYERS, ALONE)
    assert parts <= known, "a new part of the core needs its place in LAYERS"
    assert {"models", "runs", "state"} <= parts


@pytest.mark.parametrize("path", CORE, ids=relative)
def test_the_core_knows_nothing_of_the_screen(path):
    outside = {"screens", "widgets", "app", "terminal", "commands", "cli", "styles"}
    for module in imports_of(path):
        assert module.split(".")[0] not in {"textual", "rich"}, module
        assert not (module.startswith("jevons.") and module.split(".")[1] in outside), module


@pytest.mark.parametrize("path", CORE, ids=relative)
def test_arrows_in_the_core_run_one_way(path):
    part = core_part(f"jevons.{name_of(path)}")
    if part is None:
        return
    for module in imports_of(path):
        other = core_part(module)
        assert other is None or may_import(part, other), f"{part} imports {module}"


@pytest.mark.parametrize(
    ("part", "strangers"),
    [
        ("widgets", {"jevons.screens", "jevons.app", "jevons.cli", "jevons.commands"}),
        ("screens", {"jevons.app", "jevons.cli", "jevons.commands"}),
        ("terminal", {"jevons.screens", "jevons.widgets", "jevons.app", "jevons.cli"}),
        ("commands", {"jevons.screens", "jevons.widgets", "jevons.app", "textual", "rich"}),
        ("cli.py", {"jevons.screens", "jevons.widgets", "textual", "rich"}),
        # Widgets know values, not where they came from.
        ("widgets", {"jevons.core.models", "jevons.core.runs", "httpx", "sqlite3"}),
        # A screen calls the core; it talks to no server and no database.
        ("screens", {"httpx", "sqlite3", "xllamacpp", "jevons.core.models.client"}),
    ],
)
def test_arrows_between_the_parts_outside_the_core(part, strangers):
    paths = [path for path in MODULES if path.relative_to(SRC).parts[0] == part]
    assert paths
    for path in paths:
        for module in imports_of(path):
            known = {module, *(module[: dot.start()] for dot in re.finditer(r"\.", module))}
            assert not known & strangers, f"{relative(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_the_terminal_knows_escape_sequences(path):
    if path.is_relative_to(SRC / "terminal") or path == SRC / "core" / "visible_text.py":
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            assert not set("\x1b\x9b") & set(text), f"line {node.lineno}"
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "chr":
            assert ast.unparse(node.args[0]) not in {"27", "155"}, f"line {node.lineno}"


@pytest.mark.parametrize("path", TEXTS, ids=relative)
def test_a_file_is_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_is_named_for_what_it_holds(path):
    vague = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}
    assert not vague & set(re.split(r"[./_]", name_of(path)))


def sheets():
    """Every style sheet: files, and those that widgets bring."""
    for path in SRC.rglob("*.tcss"):
        yield relative(path), path.read_text(encoding="utf-8")
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DEFAULT_CSS":
                yield relative(path), ast.literal_eval(node.value)


@pytest.mark.parametrize("sheet", [pytest.param(css, id=name) for name, css in sheets()])
def test_no_style_sheet_selects_everything(sheet):
    # It makes every change of a class restyle every widget.
    assert "*" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
