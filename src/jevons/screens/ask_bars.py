"""What the bars of the Ask screen say."""

from __future__ import annotations

from jevons.core import actions
from jevons.core.records import Cost
from jevons.core.runs.dialogue import Dialogue
from jevons.core.state.ask import AskState, Exchange, Phase
from jevons.core.state.meter import cost_readings, readings, vote_readings
from jevons.core.visible_text import one_line
from jevons.screens.places import ASK, place_pieces
from jevons.widgets.bars import Piece, pieces_width, reading_pieces
from jevons.widgets.signs import Signs

Pieces = list[Piece]

TITLE = 16
"""Cells of a conversation's title that have to be seen."""


def status_pieces(
    state: AskState, dialogue: Dialogue, scope: str, signs: Signs, width: int
) -> tuple[Pieces, Pieces]:
    """Where one is; whether it is saved, which model is asked, how long it may think."""
    spec = dialogue.spec
    unsaved = [] if dialogue.saved or not state.exchanges else [Piece(" not saved ", "bad")]
    title = one_line(state.title, 80) if state.title else "new conversation"
    right = unsaved or [Piece(" ")]
    if spec is None:
        right = [*right, Piece("no model yet ", "bad")]
    else:
        right = [
            *right,
            Piece(one_line(spec.title, 40)),
            Piece(f" {signs.dot} think ", "weak"),
            Piece(f"{dialogue.dial.label()} "),
            *_strategy_pieces(dialogue, signs),
        ]
    room = width - min(TITLE, len(title)) - pieces_width(right)
    return [*place_pieces(ASK, scope, signs, room), Piece(title, "weak")], right


def _strategy_pieces(dialogue: Dialogue, signs: Signs) -> Pieces:
    """What decides among several samples, where more than one is drawn."""
    if dialogue.strategy is None:
        return []
    from jevons.core.strategies.registry import spelled

    return [
        Piece(f"{signs.dot} by ", "weak"),
        Piece(f"{one_line(spelled(dialogue.strategy), 40)} "),
    ]


def _pill(state: AskState) -> Piece:
    """The one word for what the model does now."""
    phase = state.phase
    assert phase is not None
    word = state.waiting if phase is Phase.WAITING and state.waiting else phase.value
    if phase.live and state.samples is not None and not state.waiting:
        word = f"{state.samples.ended} of {len(state.samples.samples)} {state.samples.noun}s"
    kind = "busy" if phase.live else ("bad" if phase is Phase.FAILED else "weak")
    return Piece(f" {one_line(word, 200)} ", kind)


def meter_pieces(
    state: AskState, dialogue: Dialogue, signs: Signs, following: bool
) -> tuple[Pieces, Pieces]:
    """What the newest generation does and takes, and whether there is more below."""
    exchange = state.last
    if exchange is None:
        return [Piece(" what an answer takes and costs is shown here", "weak")], []
    values = (*readings(exchange), *cost_readings(_cost(exchange, dialogue)))
    if exchange.vote is not None:
        values = vote_readings(exchange.vote)
    if exchange.phase is Phase.WAITING:
        values = ()
    if exchange.phase.live:  # what stands behind it is not to move with every digit
        values = tuple((name, value.rjust(3 * (name == "tok/s"))) for name, value in values)
    more = [] if following else [Piece(f"{signs.more_below} more below: G ", "busy")]
    return [_pill(state), *reading_pieces(values, signs.dot)], more


def _cost(exchange: Exchange, dialogue: Dialogue) -> Cost | None:
    """The cost as stored, or of what has come so far."""
    if exchange.cost is not None or dialogue.spec is None or not exchange.usage.output:
        return exchange.cost
    return dialogue.costing.cost(dialogue.spec, exchange.usage, exchange.timing)


def first_steps() -> tuple[str, ...]:
    """What is shown where nothing was asked yet."""
    known = {action.id: action for action in actions.near("composer")}
    keys = (f"{actions.key_of(known[name], 'composer'):<5} {does}" for name, does in _FIRST_STEPS)
    return ("", "Ask a question below, and watch the model think.", "", *keys)


_FIRST_STEPS = (
    ("dial", "how long it may think"),
    ("strategy", "how many samples are drawn, and what decides among them"),
    ("end_thought", "while it thinks: end the thought, answer now"),
    ("model", "which model thinks"),
    ("conversations", "earlier conversations"),
    ("show_exams", "exams: what a run would cost and tell, and starting it"),
    ("show_runs", "runs of whole exams: graded, counted, priced"),
    ("show_frontier", "what accuracy costs, by every way to answer"),
    ("theme", "colours"),
    ("help", "all keys"),
)
