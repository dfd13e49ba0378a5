"""Benchmarks: `python tests/bench` runs all, `python tests/bench startup stream` some.

They need Linux (/proc) and take about a quarter of an hour, or five minutes with `--quick`.
Figures are only as good as the machine is quiet.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

BENCHES = {
    "startup": "bench.startup",
    "idle": "bench.idle",
    "wire": "bench.wire",
    "soak": "bench.soak",
    "stream": "bench.streaming",
    "throughput": "bench.throughput",
    "logprobs": "bench.logprobs",
    "grading": "bench.grading",
    "runs": "bench.runs_open",
    "strategies": "bench.strategies",
    "adaptive": "bench.adaptive",
    "steps": "bench.steps",
    "sweep": "bench.sweep",
    "scheduler": "bench.scheduler",
    "growth": "bench.growth",
    "plot": "bench.plot",
    "worksheets": "bench.worksheets",
    "economics": "bench.economics",
    "hostile": "bench.hostile",
}
HUGE = ("runs", "growth")
"""Those that take `--large`."""


def main() -> None:
    """Run those that are asked for."""
    sys.path[0] = str(Path(__file__).parents[1])  # here is a module named as one there
    parser = argparse.ArgumentParser(prog="python tests/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs")
    parser.add_argument(
        "--large", action="store_true", help=f"{', '.join(HUGE)}: a million samples as well"
    )
    parser.add_argument(
        "--peers",
        type=Path,
        metavar="DIR",
        help="startup: other apps, each in an environment there",
    )
    args = parser.parse_args()
    unknown = set(args.names) - set(BENCHES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    for name in args.names or BENCHES:
        options: dict[str, object] = {"large": args.large} if name in HUGE else {}
        if name == "startup":
            options["peers"] = args.peers
        importlib.import_module(BENCHES[name]).run(quick=args.quick, **options)


if __name__ == "__main__":
    main()
