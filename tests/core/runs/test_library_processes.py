"""Several processes with one library, and what is left of one that was killed."""

import os
import signal

from core.runs.library_samples import python
from jevons.core import paths
from jevons.core.records import FinishReason
from jevons.core.runs.library import Library

SETUP = """
import sys
from datetime import UTC, datetime
from jevons.core.records import Dial, FinishReason, Generation, Message, SamplingParams
from jevons.core.runs.library import Library

def generation(name, answer, reason=None):
    return Generation(name, "m", "q", SamplingParams(), Dial.unlimited(), datetime.now(UTC),
                      thinking="hm", answer=answer, finish_reason=reason)

MESSAGES = (Message("user", "q"),)
sys.stdin.readline()
library, problems = Library.open()
assert not problems, problems
"""

WRITE = """
conversation = library.create_conversation(sys.argv[1], "m")
for i in range(40):
    turn = library.add_turn(conversation.id, f"q{i}")
    for reason in (None, FinishReason.STOP):
        library.put_generation(turn.id, generation(turn.id, f"a{i}", reason), MESSAGES)
print("done")
"""

JOURNAL = """
turn = library.add_turn(library.create_conversation("cut", "m").id, "q")
text = ""
for i in range(1_000_000):
    text += f"word{i} "
    library.put_generation(turn.id, generation("g", text), MESSAGES)
    if i == 5:
        print(turn.conversation_id, flush=True)
"""


def test_processes_write_at_once_from_the_first_opening_on():
    children = [python(SETUP + WRITE, f"of {n}") for n in range(3)]
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        output, _ = child.communicate(timeout=60)
        assert output == "done\n"
    library, problems = Library.open()
    assert problems == []
    assert library.interrupted() == []
    conversations = library.conversations()
    assert {c.title for c in conversations} == {"of 0", "of 1", "of 2"}
    for conversation in conversations:
        shown = [(t.question, t.generations[-1].answer) for t in library.turns(conversation.id)]
        assert shown == [(f"q{i}", f"a{i}") for i in range(40)]
    library.close()


def test_a_process_killed_while_it_journals_leaves_what_it_had_written():
    child = python(SETUP + JOURNAL)
    child.stdin.write("go\n")
    child.stdin.flush()
    conversation_id = child.stdout.readline().strip()
    try:
        live, problems = Library.open()
        assert problems == []
        assert live.interrupted() == [], "its writer lives"
        assert live.turns(conversation_id)[0].generations[0].finish_reason is None
        live.close()
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()

    library, problems = Library.open()
    assert problems == []
    (found,) = library.interrupted()
    assert found.answer.startswith("word0 word1 word2 word3 word4 word5 ")
    assert (found.finish_reason, found.problem) == (FinishReason.ERROR, "interrupted")
    assert library.turns(conversation_id)[0].generations == (found,)
    library.close()

    again, _ = Library.open()
    assert again.interrupted() == [], "told once"
    again.close()
    assert not list(paths.library_file().parent.glob("*.corrupt-*"))


def test_a_killed_child_that_nobody_reaped_counts_as_dead():
    child = python(SETUP + JOURNAL)
    child.stdin.write("go\n")
    child.stdin.flush()
    child.stdout.readline()
    os.kill(child.pid, signal.SIGKILL)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    library, _ = Library.open()
    assert len(library.interrupted()) == 1
    library.close()
    child.communicate()


OPEN_AND_CLOSE = """
from jevons.core.runs.library import Library
library, problems = Library.open()
assert not problems, problems
library.create_conversation("of another process", "m")
library.close()
"""


def test_a_library_opened_twice_in_one_process_is_still_in_use_to_others():
    """Whoever closes it last clears away its log: that is not the other process."""
    first, _ = Library.open()
    first.create_conversation("before", "m")
    second, _ = Library.open()
    second.close()
    log = paths.library_file().with_name("library.db-wal")
    assert python(OPEN_AND_CLOSE).wait(60) == 0
    assert log.exists()
    first.create_conversation("after", "m")
    assert python(OPEN_AND_CLOSE).wait(60) == 0
    titles = [conversation.title for conversation in first.conversations()]
    first.close()
    assert sorted(titles) == ["after", "before", "of another process", "of another process"]
    again, problems = Library.open()
    assert problems == []
    assert len(again.conversations()) == 4
    again.close()
