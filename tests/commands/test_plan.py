import argparse
import io
import json
import sys

import pytest

from jevons.commands import plan
from jevons.core import paths
from jevons.core.economics.worksheets.book import WORKSHEETS

CONFIGURATION = {
    "model_type": "llama", "vocab_size": 1000, "hidden_size": 64, "intermediate_size": 256,
    "num_hidden_layers": 4, "num_attention_heads": 8, "num_key_value_heads": 2,
}  # fmt: skip


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    plan.add_parser(parser.add_subparsers())
    args = parser.parse_args(["plan", *arguments])
    return args.run(args)


def printed(capsys, *arguments):
    assert run(*arguments) == 0
    return capsys.readouterr().out


def values(document):
    return {row["id"]: row["value"] for row in document["results"]}


def told(capsys, *arguments):
    assert run(*arguments) == 1
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("jevons plan: ")
    return err


@pytest.fixture
def configuration(tmp_path):
    file = tmp_path / "My Model" / "config.json"
    file.parent.mkdir()
    file.write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    return str(file)


def test_the_worksheets_and_their_scenarios(capsys):
    out = printed(capsys)
    assert out.startswith("training")
    assert "deepseek-v3" in out
    assert "market" in out


def test_v3s_run_with_its_formulas_and_sources(capsys):
    out = printed(capsys, "training")
    assert "$5.576M" in out
    assert "C = (H + H') p" in out
    assert "A: DeepSeek-V3 README" in out


def test_cells_are_options_in_words_of_people(capsys):
    cells = ("--tokens", "15T", "--mfu", "40 %", "--price", "$3/h", "--gpus", "4,096")
    sheet = json.loads(printed(capsys, "training", *cells, "--json"))
    given = {row["id"]: row["value"] for row in sheet["inputs"]}
    assert (given["tokens"], given["mfu"], given["price"], given["gpus"]) == (15e12, 0.4, 3, 4096)
    assert given["hours"] is None, "stated hours contradict the MFU"
    assert values(sheet)["mfu"] == pytest.approx(0.4)


def test_stated_hours_of_another_model_are_not_kept(capsys):
    sheet = json.loads(printed(capsys, "training", "--model", "qwen3-8b", "--json"))
    given = {row["id"]: row["value"] for row in sheet["inputs"]}
    assert given["hours"] is given["more_hours"] is None
    kept = json.loads(printed(capsys, "training", "--model", "qwen3-8b", "--hours", "1M", "--json"))
    assert values(kept)["gpu_hours"] == 1e6


def test_ranges_give_intervals_and_what_drives_them(capsys):
    ranges = ("--mfu", "35-45%", "--price", "$1-4/h")
    out = printed(capsys, "training", *ranges)
    assert "9 of 10 draws" in out
    after = out.split("What drives cost:\n")[1].splitlines()
    assert [line.split("  ")[0] for line in after] == ["price per hour", "MFU"]
    sheet = json.loads(printed(capsys, "training", *ranges, "--drivers", "days", "--json"))
    cost = next(row for row in sheet["results"] if row["id"] == "usd")
    assert cost["low"] < cost["value"] < cost["high"]
    assert sheet["drivers"]["of"] == "days"
    assert sheet["drivers"]["bars"][0]["name"] == "mfu"


def test_every_worksheet_prints(capsys):
    for name in WORKSHEETS:
        sheet = json.loads(printed(capsys, name, "--json"))
        assert not sheet["trouble"]
        assert printed(capsys, name)


def test_users_follow_where_a_speed_is_asked_for(capsys):
    cells = ("--model", "llama-3.1-70b", "--chip", "h100-sxm", "--chips", "4", "--tensor", "4")
    sheet = json.loads(
        printed(capsys, "serving", *cells, "--expert", "1", "--speed", "60tok/s", "--json")
    )
    found = values(sheet)
    assert found["user_speed"] >= 60
    assert found["users_now"] < found["users_most"]


def test_a_model_that_does_not_fit_says_how_many_chips_would_do(capsys):
    err = told(capsys, "serving", "--chips", "8", "--tensor", "8", "--expert", "8")
    assert "does not fit" in err
    assert "such chips that share each sequence would do" in err


def test_reinforcement_learning_of_ones_own(capsys):
    cells = (
        "--model",
        "qwen3-8b",
        "--chip",
        "h100-sxm",
        "--steps",
        "1,000",
        "--speed",
        "1,500tok/s",
    )
    sheet = json.loads(printed(capsys, "reinforcement", *cells, "--gpus", "8", "--json"))
    found = values(sheet)
    assert found["tokens"] == 1000 * 32 * 16 * 8000
    assert found["drawing_hours"] == pytest.approx(found["tokens"] / 1500 / 3600)
    assert found["days"] == pytest.approx(found["gpu_hours"] * 3600 / 8)
    assert found["busy"] is None, "the stated hours were another run's"
    drawn = printed(capsys, "reinforcement", "--length", "6-10K")
    assert "What drives cost" in drawn


def test_against_a_hosted_price_at_its_date(capsys):
    sheet = json.loads(printed(capsys, "serving", "--against", "o1@2025-01-27", "--json"))
    inputs = {row["id"]: row for row in sheet["inputs"]}
    assert [inputs[cell]["value"] for cell in ("api_in", "api_cached", "api_out")] == [15, 7.5, 60]
    assert inputs["api_in"]["source"].startswith("openai/o1 at 2025-01-27: ")
    own = json.loads(
        printed(capsys, "serving", "--against", "o1@2025-01-27", "--api-out", "$50/Mtok", "--json")
    )
    assert {row["id"]: row["value"] for row in own["inputs"]}["api_out"] == 50
    assert "not on sale" in told(capsys, "serving", "--against", "o3-mini@2025-01-27")
    assert "o1@2025-01-27" in told(capsys, "serving", "--against", "o1")


def test_a_scenario_to_begin_with(capsys, tmp_path):
    preset = json.loads(printed(capsys, "training", "--from", "llama-3.1-405b", "--json"))
    assert preset["title"] == "Llama 3.1 405B"
    own = tmp_path / "mine.toml"
    own.write_text('worksheet = "training"\n[cells]\ngpus = "1,024"\n', encoding="utf-8")
    mine = json.loads(printed(capsys, "training", "--from", str(own), "--json"))
    assert {row["id"]: row["value"] for row in mine["inputs"]}["gpus"] == 1024
    assert "deepseek-v3" in told(capsys, "training", "--from", "nothing")


def test_tables_for_other_programs(capsys):
    assert printed(capsys, "training", "--csv").startswith("part,id,")
    assert printed(capsys, "training", "--markdown").startswith("# Training")


def test_a_model_of_ones_own(capsys, configuration):
    sheet = json.loads(
        printed(capsys, "training", "--model", configuration, "--tokens", "1B", "--json")
    )
    assert values(sheet)["active_parameters"] == 4 * (64 * 160 + 3 * 64 * 256) + 64_000
    assert sheet["inputs"][0]["value"] == "my-model"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("training", "--tokens", "0"), "--tokens"),
        (("training", "--mfu", "120%"), "at most 100 %"),
        (("training", "--price", "45-35"), "upside down"),
        (("training", "--hours", "1000"), "MFU of"),
        (("training", "--model", "r2"), "--model"),
        (("training", "--model", "nowhere/config.json"), "cannot be read"),
        (("training", "--mfu", "35-45%", "--drivers", "colour"), "results are"),
        (("trainig",), "training"),
        (("shape", "r2"), "no shape of r2"),
        (("shape", "qwen3-8b", "--precision", "fp9"), "fp8"),
        (("shape", "qwen3-8b", "--context", "0"), "above 0"),
        (("market", "h101"), "h100"),
        (("market", "--at", "yesterday"), "2025-01-27"),
        (("market", "h100", "--change", "colour=3"), "fp8_tflops"),
        (("market", "h100", "--change", "fp8_tflops=-3"), "no figure"),
    ],
)
def test_what_cannot_be_is_told(capsys, arguments, words):
    assert words in told(capsys, *arguments)


def test_the_help_of_a_worksheet_names_cells_and_defaults(capsys):
    with pytest.raises(SystemExit):
        run("training", "--help")
    out = " ".join(capsys.readouterr().out.split())
    assert "--gpus COUNT" in out
    assert "[39 %: follows from V3's stated hours]" in out


def test_the_shape_of_a_model(capsys):
    out = printed(capsys, "shape", "deepseek-v3")
    assert "671B parameters" in out
    assert "70.27 KB" in out
    counted = json.loads(printed(capsys, "shape", "deepseek-v3", "--context", "4,989", "--json"))
    assert counted["parameters"]["total"] == 671_026_419_200
    assert counted["kv_bytes"]["per_sequence"] == 70_272 * 4989
    assert counted["weights_bytes"]["precision"] == "fp8"


def test_a_configuration_from_a_file_or_from_the_input(capsys, configuration, monkeypatch):
    assert printed(capsys, "shape", configuration).startswith("My Model: 4 layers, width 64")
    piped = io.TextIOWrapper(io.BytesIO(json.dumps(CONFIGURATION).encode()))
    monkeypatch.setattr(sys, "stdin", piped)
    assert "4 layers" in printed(capsys, "shape", "-")


def test_all_models_that_are_known(capsys):
    out = printed(capsys, "shape")
    assert "gpt-3" in out
    assert "Mixtral of Experts" in out


def test_chips_for_china_on_a_day(capsys):
    out = printed(capsys, "market", "--at", "2025-01-27")
    sales = dict(line.split()[:2] for line in out.splitlines()[3:])
    assert (sales["h20"], sales["h800-sxm"], sales["mi308x"]) == ("free", "denied", "unknown")


def test_a_chip_under_every_vintage(capsys):
    out = printed(capsys, "market", "H800", "--at", "2023-06-01")
    assert "free: October 2022: free: I/O 528 is not >= 600" in out
    assert "3A090.a" in out
    (sale,) = json.loads(printed(capsys, "market", "H800", "--at", "2023-06-01", "--json"))
    assert sale["sale"] == "free"
    assert sale["classes"]["2023-10-17"]["label"] == "3A090.a"


def test_a_hypothetical_chip(capsys):
    changes = (
        "--change",
        "fp16_tflops=140",
        "--change",
        "fp8_tflops=280",
        "--change",
        "int8_tops=280",
    )
    (sale,) = json.loads(
        printed(capsys, "market", "h100", *changes, "--at", "2024-01-01", "--json")
    )
    assert sale["sale"] == "free"
    assert sale["tpp"] == 2240
    unknown, = json.loads(
        printed(capsys, "market", "h100", *changes, "--change", "die_mm2=", "--at", "2024-01-01",
                "--json")
    )  # fmt: skip
    assert unknown["sale"] == "unknown"


def test_an_own_scenario_that_is_broken_is_told(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("JEVONS_HOME", str(tmp_path))
    own = paths.scenarios_dir()
    own.mkdir(parents=True)
    (own / "mine.toml").write_text('worksheet = "training"\n[cells\n')
    assert run("training", "--from", "mine") == 1
    assert "mine cannot be read: Expected ']'" in capsys.readouterr().err
    assert run() == 0
    listed = capsys.readouterr()
    assert "mine cannot be read: Expected ']'" in listed.err
    assert "mine" not in listed.out
