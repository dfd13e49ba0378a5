"""`python -m jevons.core.runs.worker RUN`: work on a run."""

from __future__ import annotations

import sys

from jevons.core.runs.worker.process import work_on

if __name__ == "__main__":
    sys.exit(work_on(int(sys.argv[1])))
