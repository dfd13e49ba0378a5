"""All subcommands, in the order in which the help lists them."""

from __future__ import annotations

from jevons.commands import (
    ask,
    attach,
    claims,
    doctor,
    exam,
    export,
    frontier,
    importing,
    keys,
    models,
    paths,
    plan,
    prices,
    replay,
    runs,
    sweep,
    talk,
)

COMMANDS = (
    ask,
    talk,
    exam,
    runs,
    attach,
    replay,
    sweep,
    frontier,
    export,
    importing,
    models,
    plan,
    claims,
    prices,
    keys,
    doctor,
    paths,
)
