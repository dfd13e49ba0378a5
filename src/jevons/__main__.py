"""`python -m jevons` is the `jevons` command."""

import sys

from jevons.cli import main

if __name__ == "__main__":
    sys.exit(main())
