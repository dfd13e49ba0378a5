"""`jevons runs`: the runs there are, and what can be done with them."""

from __future__ import annotations

import argparse

ACTS = {
    "show": "print what a run came to",
    "resume": "go on with a run that was stopped, capped, failed or interrupted",
    "pause": "start no more requests; those under way come to their end",
    "stop": "end a run now; what was drawn is kept",
    "regrade": "grade a run again with today's grader; the old verdicts stay beside the new",
    "delete": "take a run away; its generations stay in the pool",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `runs` to the command line."""
    parser = subparsers.add_parser(
        "runs",
        help="list runs; show, resume, pause, stop, compare them",
        description="List the runs of exams, the newest first.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_act("listing"))
    actions = parser.add_subparsers(metavar="ACTION")
    for name, help_text in ACTS.items():
        act = actions.add_parser(name, help=help_text, description=help_text.capitalize() + ".")
        act.add_argument("number", metavar="RUN", type=int, help="the number of the run")
        act.set_defaults(run=_act(name))
        if name in {"show", "resume"}:
            act.add_argument("--json", action="store_true", help="print one JSON object")
        if name == "resume":
            act.add_argument("--detach", action="store_true", help="do not wait for its end")
            _add_limits(act)
    _add_set(actions)
    _add_compare(actions)


def _add_set(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    change = actions.add_parser("set", help="change the caps and the concurrency of a run")
    change.add_argument("number", metavar="RUN", type=int, help="the number of the run")
    _add_limits(change)
    change.set_defaults(run=_act("set_limits"))


def _add_limits(parser: argparse.ArgumentParser) -> None:
    """Options that change a run under way; 0 takes a limit away."""
    parser.add_argument("--concurrency", type=int, metavar="N", help="requests at once; 0: auto")
    parser.add_argument("--cap-usd", type=float, metavar="USD", help="dollars at most; 0: no cap")
    parser.add_argument("--cap-tokens", type=int, metavar="N", help="tokens at most; 0: no cap")
    parser.add_argument("--cap-minutes", type=float, metavar="M", help="minutes at most; 0: no cap")


def _add_compare(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    compare = actions.add_parser(
        "compare",
        help="the difference between two runs on the same questions",
        description="The difference in accuracy between two runs on the same questions, paired.",
    )
    compare.add_argument("number", metavar="RUN", type=int, help="the first run")
    compare.add_argument("other", metavar="OTHER", type=int, help="the second run")
    compare.add_argument("--json", action="store_true", help="print one JSON object")
    compare.set_defaults(run=_act("compare_runs"))


def _act(name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """The function that does an act, loaded when it is asked for."""

    def run(args: argparse.Namespace) -> int:
        from jevons.commands import runs_acts

        return int(getattr(runs_acts, name)(args))

    return run
