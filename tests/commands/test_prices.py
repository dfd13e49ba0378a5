import argparse
import json

import pytest

from jevons.commands import prices


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    prices.add_parser(parser.add_subparsers())
    args = parser.parse_args(["prices", *arguments])
    return args.run(args)


def test_the_book_on_27_january_2025(capsys):
    assert run("--at", "2025-01-27") == 0
    out = capsys.readouterr().out
    rows = {tuple(line.split()[:5]) for line in out.splitlines()}
    assert ("deepseek", "deepseek-reasoner", "0.55", "0.14", "2.19") in rows
    assert ("openai", "o1", "15.00", "7.50", "60.00") in rows
    assert "o3-mini " not in out
    assert "thinking is billed as output" in out


def test_numbers_are_aligned_to_the_right(capsys):
    run("--at", "2025-01-27")
    heading, *rows = capsys.readouterr().out.splitlines()[2:]
    end = heading.index("output") + len("output")
    assert rows
    for row in rows:
        assert row[end - 1].isdigit()
        assert row[end : end + 2] == "  "


def test_a_price_keeps_all_its_digits(capsys):
    run("--at", "2025-01-27", "--model", "gemini-1.5-flash")
    assert "0.01875" in capsys.readouterr().out


def test_one_model_at_a_time_of_day(capsys):
    assert run("--at", "2025-03-01T17:00", "--model", "deepseek-r1") == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].startswith("Prices at 2025-03-01 17:00 UTC")
    assert "16:30-00:30 UTC" in out
    assert "0.135" in out
    assert "2.19" not in out


def test_a_day_shows_both_windows(capsys):
    run("--at", "2025-03-01", "--model", "deepseek-r1")
    out = capsys.readouterr().out
    assert "00:30-16:30 UTC" in out
    assert "16:30-00:30 UTC" in out


def test_json(capsys):
    assert run("--at", "2025-03-01T17:00", "--model", "r1", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    (price,) = document["prices"]
    assert document["at"] == "2025-03-01T17:00:00+00:00"
    assert (price["id"], price["input"]) == ("deepseek/deepseek-reasoner", 0.135)
    assert (price["from_date"], price["to_date"]) == ("2025-02-26", "2025-09-05")
    assert price["window"] == "16:30-00:30 UTC"


def test_today_is_the_default(capsys):
    assert run() == 0
    assert " o1 " in capsys.readouterr().out


def test_before_all_prices(capsys):
    assert run("--at", "2020-01-01") == 0
    assert capsys.readouterr().out == "No model of the price book was on sale on 2020-01-01.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--at", "27/01/2025"), "'27/01/2025' is not a date such as 2025-01-27"),
        (("--at", "2024-12-01", "--model", "o1"), "its prices begin on 2024-12-17"),
        (("--model", "o11"), "did you mean o1"),
    ],
)
def test_refusals_are_one_line(capsys, arguments, told):
    assert run(*arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err
    assert captured.err.count("\n") == 1
