from dataclasses import replace
from datetime import timedelta

import pytest

from core.runs.library_samples import MESSAGES, a_generation
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.runs.conversations import new_conversation, new_turn
from jevons.core.runs.library import Library
from jevons.core.runs.unwritten import Unwritten


@pytest.fixture
def library():
    opened, _ = Library.open()
    yield opened
    opened.close()


def fill_disk(library):
    """No page more for the library; gives what makes room again."""

    def limit(pages):
        with library._database.reading() as connection:
            connection.execute(f"PRAGMA max_page_count = {pages}")

    with library._database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    limit(pages)
    return lambda: limit(1_000_000)


LONG = a_generation(answer="long " * 5000)


def test_what_can_be_written_is_written_at_once(library):
    unwritten = Unwritten(library)
    conversation = new_conversation("t", "m")
    turn = new_turn(conversation.id, "q")
    unwritten.put_turn(conversation, turn)
    unwritten.put_generation(turn.id, a_generation(), MESSAGES)
    assert library.turns(conversation.id) == [replace(turn, generations=(a_generation(),))]
    assert unwritten.problem is None
    assert unwritten.write() is None


def test_what_a_full_disk_refuses_waits_in_its_order(library):
    unwritten = Unwritten(library)
    conversation = new_conversation("t", "m")
    turns = [new_turn(conversation.id, f"q{n} " * 3000) for n in range(3)]
    unwritten.put_turn(conversation, turns[0])
    make_room = fill_disk(library)
    for turn in turns[1:]:
        with pytest.raises(ProblemError) as refused:
            unwritten.put_turn(conversation, turn)
        assert refused.value.problem.kind is ProblemKind.NO_SPACE
    with pytest.raises(ProblemError):
        unwritten.put_generation(turns[1].id, LONG, MESSAGES)
    assert unwritten.problem == refused.value.problem
    assert unwritten.write() == unwritten.problem
    assert unwritten.count() == "2 questions and 1 answer"
    assert library.turns(conversation.id) == turns[:1]
    make_room()
    assert unwritten.write() is None
    assert unwritten.problem is None
    stored = library.turns(conversation.id)
    assert stored == [turns[0], replace(turns[1], generations=(LONG,)), turns[2]]


def test_the_next_write_takes_what_waits_along(library):
    unwritten = Unwritten(library)
    conversation = new_conversation("t", "m")
    first, second = (new_turn(conversation.id, f"q{n} " * 3000) for n in range(2))
    make_room = fill_disk(library)
    with pytest.raises(ProblemError):
        unwritten.put_turn(conversation, first)
    make_room()
    unwritten.put_turn(conversation, second)
    assert library.turns(conversation.id) == [first, second]


def test_of_a_generation_the_newest_state_is_written(library):
    unwritten = Unwritten(library)
    conversation = new_conversation("t", "m")
    turn = new_turn(conversation.id, "q")
    unwritten.put_turn(conversation, turn)
    make_room = fill_disk(library)
    for state in (replace(LONG, finish_reason=None), LONG):
        with pytest.raises(ProblemError):
            unwritten.put_generation(turn.id, state, MESSAGES)
    make_room()
    unwritten.write()
    assert library.turns(conversation.id)[0].generations == (LONG,)


def test_a_conversation_that_was_removed_comes_back_with_its_next_turn(library):
    unwritten = Unwritten(library)
    conversation = new_conversation("t", "m")
    unwritten.put_turn(conversation, new_turn(conversation.id, "gone"))
    library.delete(conversation.id)
    library.purge_deleted(timedelta(days=-1))
    turn = new_turn(conversation.id, "q")
    unwritten.put_turn(conversation, turn)
    assert library.turns(conversation.id) == [turn]


def test_what_refers_to_nothing_is_told_and_blocks_nothing(library):
    unwritten = Unwritten(library)
    with pytest.raises(ProblemError) as gone:
        unwritten.put_generation("no such turn", a_generation(), MESSAGES)
    assert gone.value.problem.kind is ProblemKind.NOT_FOUND
    assert unwritten.problem is None
    conversation = new_conversation("t", "m")
    unwritten.put_turn(conversation, new_turn(conversation.id, "q"))
    assert len(library.conversations()) == 1
