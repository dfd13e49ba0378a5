"""Filling in a worksheet from the command line, and printing it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from jevons.commands.columns import columns
from jevons.commands.plan_shape import shape_in
from jevons.core.economics.uncertainty import Interval, TornadoBar
from jevons.core.economics.worksheets.book import WORKSHEETS, worksheet
from jevons.core.economics.worksheets.export import FORMS
from jevons.core.economics.worksheets.ranges import drivers, intervals
from jevons.core.economics.worksheets.scenario import Scenario, presets
from jevons.core.economics.worksheets.sheet import Sheet, edited, new_sheet
from jevons.core.economics.worksheets.shown import figure_text, interval_text, origin_text
from jevons.core.economics.worksheets.worksheet import Cell, Worksheet
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.state.plan_files import own_scenarios, read_scenario_file, scenario_file
from jevons.core.state.plan_fillings import sold_as, takes_prices, with_model
from jevons.core.visible_text import one_line

CELL = "cell:"
"""Before the names of cells among the arguments, which have names of their own."""

CONFIGURATION = ".json"

EMPTIED = "left empty for what was given"
"""The source of a cell that would contradict another."""


def run(name: str | None, arguments: Sequence[str]) -> int:
    """Print a worksheet filled in as asked, or the list of worksheets."""
    if name is None:
        print(_list())
        return 0
    try:
        blank = worksheet(name)
        args = _parser(blank).parse_args(arguments)
        sheet = _filled(blank, args)
        found = intervals(sheet).intervals if sheet.ranges else {}
        moved = drivers(sheet, _driven(sheet, args.drivers)) if sheet.ranges else ()
    except ProblemError as error:
        print(f"jevons plan: {one_line(str(error), 500)}", file=sys.stderr)
        return 1
    print(_printed(sheet, found, moved, args))
    return 0


def _list() -> str:
    """The worksheets, and the scenarios that fill them."""
    own, problems = own_scenarios()
    for problem in problems:
        print(f"jevons plan: {problem.line()}", file=sys.stderr)
    rows = []
    for name in WORKSHEETS:
        rows.append((name, worksheet(name).about))
        known = [*presets(name), *(one for one in own if one.worksheet == name)]
        if known:
            rows.append(("", f"scenarios: {', '.join(one.name for one in known)}"))
    rows += [
        ("shape", "Parameters, memory and operations of a model, or of a config.json."),
        ("market", "Which chips could be bought for China on a date, and why."),
    ]
    return "\n".join(columns(rows))


def _parser(blank: Worksheet) -> argparse.ArgumentParser:
    """An option for each cell, `--gpus 2,048`, and how to print."""
    parser = argparse.ArgumentParser(
        prog=f"jevons plan {blank.id}", description=blank.about, allow_abbrev=False
    )
    parser.add_argument(
        "--from", dest="scenario", metavar="SCENARIO",
        help="begin with a scenario: a preset, one of your own, or a TOML file",
    )  # fmt: skip
    for cell in blank.cells:
        parser.add_argument(
            _option(cell), dest=f"{CELL}{cell.id}", metavar=_metavar(cell), help=_help(cell)
        )
    if takes_prices(blank):
        parser.add_argument(
            "--against", metavar="MODEL@DATE",
            help="sell at a price of the price book: deepseek-r1@2025-01-27, o1@2025-01-27",
        )  # fmt: skip
    parser.add_argument(
        "--drivers", metavar="RESULT", help="with ranges: the result whose drivers are shown"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", const="json", dest="form", help="print JSON")
    form.add_argument("--csv", action="store_const", const="csv", dest="form", help="print CSV")
    form.add_argument(
        "--markdown", action="store_const", const="md", dest="form", help="print Markdown"
    )
    return parser


def _option(cell: Cell) -> str:
    return f"--{cell.id.replace('_', '-')}"


def _metavar(cell: Cell) -> str:
    return "NAME" if cell.choices else cell.kind.upper()


def _help(cell: Cell) -> str:
    default = cell.default or "empty"
    return f"{cell.help} [{default}: {cell.source}]".replace("%", "%%")


def _filled(blank: Worksheet, args: argparse.Namespace) -> Sheet:
    """The worksheet with the cells that were given.

    Cells that would contradict a given one are emptied: stated hours where an MFU is given.

    Raises:
        ProblemError: a scenario or a value that cannot be.
    """
    sheet = _scenario(blank, args.scenario).sheet() if args.scenario else new_sheet(blank)
    given = {
        cell.id: getattr(args, f"{CELL}{cell.id}")
        for cell in blank.cells
        if getattr(args, f"{CELL}{cell.id}") is not None
    }
    if given.get("model", "").endswith(CONFIGURATION):
        sheet, given["model"] = with_model(sheet, shape_in(Path(given["model"])))
    if getattr(args, "against", None):
        sheet = sold_as(sheet, args.against)
    emptied = {other for id_ in given for other in blank.curve.without.get(id_, ())} - set(given)
    for id_ in emptied:
        sheet = edited(sheet, id_, "", EMPTIED)
    for id_, text in given.items():
        sheet = edited(sheet, id_, text)
        message = sheet.entries[id_].message
        if message:
            raise ProblemError.of(
                ProblemKind.BAD_INPUT, f"{_option(sheet.worksheet.cell(id_))}: {message}"
            )
    if sheet.trouble:
        raise ProblemError.of(ProblemKind.BAD_INPUT, sheet.trouble)
    return sheet


def _scenario(blank: Worksheet, name: str) -> Scenario:
    """A preset, one of the user's own, or the one in a file.

    Raises:
        ProblemError: NOT_FOUND: there is none of that name for this worksheet; BAD_INPUT: there
            is one, and it cannot be read.
    """
    own, _ = own_scenarios()
    known = {one.name: one for one in (*presets(blank.id), *own) if one.worksheet == blank.id}
    found = known.get(name)
    if found is None and name.endswith(".toml"):
        found = read_scenario_file(Path(name))
    elif found is None and scenario_file(name).is_file():
        found = read_scenario_file(scenario_file(name))
    if found is None or found.worksheet != blank.id:
        names = ", ".join(known) or "none yet"
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"{one_line(name, 60)} is no scenario of {blank.id}",
            remedy=f"there are {names}; or name a TOML file",
        )
    return found


def _driven(sheet: Sheet, asked: str | None) -> str:
    """The result whose drivers are shown: the one asked for, or the first to look at.

    Raises:
        ProblemError: BAD_INPUT: there is no such result, or it is no number.
    """
    numbers = [
        result.id
        for result in sheet.worksheet.results
        if isinstance(sheet.figures.get(result.id), float)
    ]
    wanted = (asked or sheet.worksheet.curve.result).replace("-", "_")
    if wanted not in numbers:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"there is no result {one_line(wanted, 40)} in numbers",
            remedy=f"results are {', '.join(numbers)}",
        )
    return wanted


def _printed(
    sheet: Sheet,
    found: Mapping[str, Interval],
    moved: Sequence[TornadoBar],
    args: argparse.Namespace,
) -> str:
    if args.form is None:
        return "\n".join(_lines(sheet, found, moved, args.drivers))
    text = FORMS[args.form](sheet, found)
    if args.form != "json" or not moved:
        return text.rstrip("\n")
    document = json.loads(text)
    document["drivers"] = {
        "of": _driven(sheet, args.drivers),
        "bars": [asdict(bar) for bar in moved],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _lines(
    sheet: Sheet, found: Mapping[str, Interval], moved: Sequence[TornadoBar], asked: str | None
) -> list[str]:
    """The cells with their sources, the results with their formulas, and what drives one."""
    blank = sheet.worksheet
    title = f"{blank.title}: {sheet.title}" if sheet.title else blank.title
    cells = [
        (cell.title, sheet.entries[cell.id].text or "-", origin_text(sheet.entries[cell.id]))
        for cell in blank.cells
    ]
    results = [
        (
            result.title,
            figure_text(result.kind, sheet.figures.get(result.id)),
            f"[{interval_text(result.kind, found[result.id])}]" if result.id in found else "",
            result.formula,
        )
        for result in blank.results
    ]
    lines = [one_line(title, 200), "", *columns(cells), "", *columns(results)]
    if not moved:
        return lines
    driven = blank.result(_driven(sheet, asked))
    lines += ["", f"9 of 10 draws lie in the brackets. What drives {driven.title}:"]
    rows = []
    for bar in moved:
        cell = blank.cell(bar.name)
        ends = [figure_text(cell.kind, end) for end in (bar.input_low, bar.input_high)]
        then = [figure_text(driven.kind, end) for end in (bar.output_low, bar.output_high)]
        rows.append((cell.title, " to ".join(ends), " to ".join(then)))
    return [*lines, *columns(rows)]
