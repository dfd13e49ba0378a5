"""`jevons claims`."""

import json

import pytest

from jevons.cli import main
from jevons.core import paths


def test_it_lists_all_with_counts_and_differences(capsys):
    assert main(["claims"]) == 0
    out = capsys.readouterr().out
    assert "72 claims: holds 32, depends 17, contradicted 14, unverifiable 9" in out
    assert "reached by hand: holds 32, depends 17, contradicted 14, unverifiable 9" in out
    assert "recomputed by a function: 55" in out
    assert "the rule gives every verdict that was reached by hand" in out
    assert out.count("\nc") == 72


def test_one_claim_is_told_whole(capsys):
    assert main(["claims", "C25"]) == 0
    out = capsys.readouterr().out
    for said in ("$5.576M = hours × price", "claimed: below $6M: holds", "arXiv 2412.19437",
                 "price above $2.152/h", "verdict: holds", "goes with c46, c66, c67"):  # fmt: skip
        assert said in out


def test_one_claim_as_json(capsys):
    assert main(["claims", "c07", "--json"]) == 0
    claim = json.loads(capsys.readouterr().out)
    assert claim["verdict"] == "contradicted"
    assert [reading["counts"] for reading in claim["readings"]] == [True, True, False, False]
    assert claim["readings"][0]["value"] == pytest.approx(0.154, abs=0.001)


def test_all_as_json(capsys):
    assert main(["claims", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["verdicts"] == {
        "holds": 32, "depends": 17, "contradicted": 14, "unverifiable": 9,
    }  # fmt: skip
    assert document["computed"] == 55
    assert len(document["claims"]) == 72


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--verdict", "contradicted"], 14),
        (["--topic", "export rules"], 8),
        (["--speaker", "mohnot"], 4),
        (["--article", "004", "--verdict", "holds"], 2),
    ],
)
def test_it_is_filtered(options, count, capsys):
    assert main(["claims", "--json", *options]) == 0
    assert len(json.loads(capsys.readouterr().out)["claims"]) == count


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["c99"], "there is no claim 'c99'"),
        (["--verdict", "maybe"], "there is no verdict 'maybe'"),
        (["--topic", "weather"], "no claim is as asked for"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(options, said, capsys):
    assert main(["claims", *options]) == 1
    assert said in capsys.readouterr().err


def test_ones_own_claims_are_printed_and_faults_told(capsys):
    paths.claims_dir().mkdir(parents=True)
    (paths.claims_dir() / "a.toml").write_text("[ours\n")
    (paths.claims_dir() / "b.toml").write_text(
        '[ours]\nclaim = "It \x1b[31mburns"\nwhy_not = "a test"\nstated = "depends"\n'.replace(
            "\x1b", "\\u001b"
        )
    )
    assert main(["claims", "ours"]) == 0
    printed = capsys.readouterr()
    assert "a.toml cannot be read" in printed.err
    assert "\x1b" not in printed.out
    assert "burns" in printed.out
