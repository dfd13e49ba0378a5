import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.runs.library_samples import MESSAGES, a_generation
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import (
    Cost,
    Dial,
    FinishReason,
    Message,
    PriceElsewhere,
    SamplingParams,
)
from jevons.core.runs.generation_rows import pool_key
from jevons.core.runs.library import Library


@pytest.fixture
def library():
    opened, problems = Library.open()
    assert problems == []
    yield opened
    opened.close()


def titles(library, search=""):
    return [conversation.title for conversation in library.conversations(search)]


def questions(library, conversation_id, **window):
    return [turn.question for turn in library.turns(conversation_id, **window)]


def test_a_generation_comes_back_as_it_went_in(library):
    generation = a_generation()
    library.put_generation(None, generation, MESSAGES)
    assert library.generation("g1") == generation


def test_a_generation_of_defaults_comes_back_too(library):
    bare = a_generation(
        params=SamplingParams(),
        dial=Dial.unlimited(),
        finish_reason=None,
        cost=None,
        parent_id=None,
    )
    library.put_generation(None, bare, MESSAGES)
    assert library.generation("g1") == bare


def test_a_price_at_an_hour_comes_back_too(library):
    at = datetime(2025, 3, 1, 17, tzinfo=UTC)
    priced = a_generation(cost=Cost(None, "unknown", (PriceElsewhere("deepseek-r1", at, 0.1),)))
    library.put_generation(None, priced, MESSAGES)
    assert library.generation("g1") == priced


def test_an_unknown_generation_is_none(library):
    assert library.generation("nothing") is None


def test_everything_is_there_after_opening_again(library):
    conversation = library.create_conversation("Fruit", "r1")
    turn = library.add_turn(conversation.id, "How many r?")
    library.put_generation(turn.id, a_generation(), MESSAGES)
    library.remember("last", conversation.id)
    library.close()
    again, problems = Library.open()
    assert problems == []
    assert again.conversation(again.recall("last")).title == "Fruit"
    assert again.turns(conversation.id) == [replace(turn, generations=(a_generation(),))]
    again.close()


def test_lone_halves_of_characters_do_not_stop_the_journal(library):
    library.put_generation(None, a_generation(answer="a\ud83d\ude00b\ud800c\x00d"), MESSAGES)
    assert library.generation("g1").answer == "a😀b\ufffdc\x00d"


def test_the_journal_is_brought_up_to_date_and_never_reopened_by_a_late_write(library):
    turn = library.add_turn(library.create_conversation("t", "m").id, "q")
    for text in ("a", "ab", "abc"):
        running = a_generation(answer=text, finish_reason=None)
        library.put_generation(turn.id, running, MESSAGES)
        assert library.turns(turn.conversation_id)[0].generations == (running,)
    ended = a_generation(answer="abcd")
    library.put_generation(turn.id, ended, MESSAGES)
    library.put_generation(turn.id, running, MESSAGES)
    assert library.turns(turn.conversation_id)[0].generations == (ended,)


def test_the_last_generation_of_a_turn_is_the_newest(library):
    turn = library.add_turn(library.create_conversation("t", "m").id, "q")
    for name in ("z", "a", "m"):
        library.put_generation(turn.id, a_generation(id=name), MESSAGES)
    library.put_generation(turn.id, a_generation(id="z", answer="edited"), MESSAGES)
    assert [g.id for g in library.turns(turn.conversation_id)[0].generations] == ["z", "a", "m"]


def key_of(generation, messages):
    return pool_key(generation.model, generation.params, generation.dial, messages)


def test_the_pool_key_leaves_out_the_seed_and_nothing_else():
    one = a_generation()
    key = key_of(one, MESSAGES)
    assert key_of(replace(one, params=replace(one.params, seed=1), id="other"), MESSAGES) == key
    others = [
        key_of(replace(one, model="other"), MESSAGES),
        key_of(replace(one, params=replace(one.params, temperature=0.1)), MESSAGES),
        key_of(replace(one, dial=Dial.off()), MESSAGES),
        key_of(one, (Message("system", "Be brief."), *MESSAGES)),
    ]
    assert len({key, *others}) == 5


def test_conversations_come_newest_change_first(library):
    first = library.create_conversation("first", "m")
    library.create_conversation("second", "m")
    assert titles(library) == ["second", "first"]
    library.add_turn(first.id, "once more")
    assert titles(library) == ["first", "second"]
    assert [c.turns for c in library.conversations()] == [1, 0]
    assert [c.title for c in library.conversations(limit=1)] == ["first"]


def test_renaming_does_not_move_a_conversation(library):
    first = library.create_conversation("first", "m")
    library.create_conversation("second", "m")
    library.rename(first.id, "renamed")
    assert titles(library) == ["second", "renamed"]


def test_search_looks_in_titles_questions_and_shown_answers(library):
    titled = library.create_conversation("Orchard", "m")
    asked = library.create_conversation("b", "m")
    library.add_turn(asked.id, "what is an ORCHARD?")
    answered = library.create_conversation("c", "m")
    turn = library.add_turn(answered.id, "q")
    library.put_generation(turn.id, a_generation(answer="It is an orchard."), MESSAGES)
    found = {c.id for c in library.conversations("orchard")}
    assert found == {titled.id, asked.id, answered.id}
    library.replace_from(turn.id, "something else")
    assert {c.id for c in library.conversations("orchard")} == {titled.id, asked.id}


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", '"', "*", "100%_'\\"])
def test_search_takes_signs_as_they_stand(library, sign):
    library.create_conversation("plain words", "m")
    library.create_conversation(f"with {sign} inside", "m")
    assert titles(library, sign) == [f"with {sign} inside"]


def test_search_knows_case_in_any_script(library):
    library.create_conversation("Сколько БУКВ в слове Straße", "m")
    assert len(titles(library, "букв")) == 1
    assert len(titles(library, "STRASSE")) == 1
    assert titles(library, "\ud800") == []


def test_turns_come_in_windows(library):
    conversation = library.create_conversation("long", "m")
    turns = [library.add_turn(conversation.id, f"q{i}") for i in range(10)]
    other = library.create_conversation("other", "m")
    library.add_turn(other.id, "elsewhere")
    assert library.turn_count(conversation.id) == 10
    assert questions(library, conversation.id) == [f"q{i}" for i in range(10)]
    assert questions(library, conversation.id, last=3) == ["q7", "q8", "q9"]
    assert questions(library, conversation.id, last=3, before=turns[7].id) == ["q4", "q5", "q6"]
    assert questions(library, conversation.id, before=turns[2].id) == ["q0", "q1"]
    assert questions(library, conversation.id, last=5, before=turns[0].id) == []
    assert questions(library, conversation.id, last=0) == []
    assert library.turns("nothing") == []


def test_a_window_has_the_generations_of_its_turns(library):
    conversation = library.create_conversation("long", "m")
    for i in range(6):
        turn = library.add_turn(conversation.id, f"q{i}")
        library.put_generation(turn.id, a_generation(id=f"g{i}"), MESSAGES)
    shown = [[g.id for g in turn.generations] for turn in library.turns(conversation.id, last=2)]
    assert shown == [["g4"], ["g5"]]


def test_asking_otherwise_takes_the_place_of_the_turn_and_all_after_it(library):
    conversation = library.create_conversation("c", "m")
    turns = [library.add_turn(conversation.id, f"q{i}") for i in range(4)]
    library.put_generation(turns[3].id, a_generation(), MESSAGES)
    new = library.replace_from(turns[1].id, "otherwise")
    assert questions(library, conversation.id) == ["q0", "otherwise"]
    assert library.turn_count(conversation.id) == 2
    assert library.turns(conversation.id)[-1] == new
    library.add_turn(conversation.id, "and on")
    assert questions(library, conversation.id) == ["q0", "otherwise", "and on"]
    assert library.generation("g1") is not None, "what was paid for is kept"


def test_delete_can_be_undone(library):
    conversation = library.create_conversation("mine", "m")
    library.add_turn(conversation.id, "q")
    library.delete(conversation.id)
    assert titles(library) == []
    assert library.conversation(conversation.id) is None
    library.undelete(conversation.id)
    assert titles(library) == ["mine"]
    assert questions(library, conversation.id) == ["q"]


def test_asking_in_a_deleted_conversation_brings_it_back(library):
    conversation = library.create_conversation("mine", "m")
    library.delete(conversation.id)
    library.add_turn(conversation.id, "still here?")
    assert titles(library) == ["mine"]


def test_purging_removes_only_what_was_deleted_long_ago(library):
    gone, kept = (library.create_conversation(name, "m") for name in ("gone", "kept"))
    for conversation, name in ((gone, "g1"), (kept, "g2"), (gone, "shared"), (kept, "shared")):
        turn = library.add_turn(conversation.id, "q")
        library.put_generation(turn.id, a_generation(id=name), MESSAGES)
    library.put_generation(None, a_generation(id="of the pool"), MESSAGES)
    library.delete(gone.id)
    assert library.purge_deleted(timedelta(days=1)) == 0
    assert library.purge_deleted(timedelta(seconds=-1)) == 1
    assert library.generation("g1") is None
    assert all(library.generation(name) for name in ("g2", "shared", "of the pool"))
    assert library.turns(gone.id) == []
    with pytest.raises(ProblemError) as caught:
        library.undelete(gone.id)
    assert caught.value.problem.kind is ProblemKind.NOT_FOUND


def test_opening_purges_after_thirty_days(library, jevons_home):
    old, recent = (library.create_conversation(name, "m") for name in ("old", "recent"))
    library.delete(old.id)
    library.delete(recent.id)
    library.close()
    with sqlite3.connect(jevons_home / "data" / "library.db") as connection:
        at = (datetime.now(UTC) - timedelta(days=31)).isoformat(timespec="microseconds")
        connection.execute("UPDATE conversations SET deleted_at = ? WHERE id = ?", [at, old.id])
    connection.close()
    again, _ = Library.open()
    again.undelete(recent.id)
    with pytest.raises(ProblemError):
        again.undelete(old.id)
    again.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda library: library.rename("nothing", "x"),
        lambda library: library.delete("nothing"),
        lambda library: library.add_turn("nothing", "q"),
        lambda library: library.replace_from("nothing", "q"),
        lambda library: library.put_generation("nothing", a_generation(), MESSAGES),
    ],
)
def test_changing_what_is_not_there_is_told_and_changes_nothing(library, change):
    with pytest.raises(ProblemError) as caught:
        change(library)
    assert caught.value.problem.kind is ProblemKind.NOT_FOUND
    assert library.generation("g1") is None
    library.create_conversation("still usable", "m")
    assert titles(library) == ["still usable"]


def test_small_things_are_remembered(library):
    assert library.recall("draft") is None
    library.remember("draft", "Why is")
    library.remember("draft", "Why is the sky\nblue?\ud800")
    assert library.recall("draft") == "Why is the sky\nblue?\ufffd"


def test_threads_share_one_library(library):
    conversation = library.create_conversation("busy", "m")
    errors = []

    def work(worker):
        try:
            for i in range(15):
                turn = library.add_turn(conversation.id, f"{worker}-{i}")
                library.put_generation(turn.id, a_generation(id=turn.id), MESSAGES)
                library.conversations("busy")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert library.turn_count(conversation.id) == 60
    assert all(len(turn.generations) == 1 for turn in library.turns(conversation.id))


def test_an_unreadable_row_is_told_not_raised_raw(library, jevons_home):
    library.put_generation(None, a_generation(), MESSAGES)
    with sqlite3.connect(jevons_home / "data" / "library.db") as connection:
        connection.execute("UPDATE generations SET usage = '{'")
    connection.close()
    with pytest.raises(ProblemError) as caught:
        library.generation("g1")
    assert caught.value.problem.kind is ProblemKind.BAD_LIBRARY


def test_after_closing_calls_raise_a_problem(library):
    library.close()
    with pytest.raises(ProblemError):
        library.conversations()


def test_generations_of_this_process_are_not_interrupted(library):
    library.put_generation(None, a_generation(finish_reason=None), MESSAGES)
    other, _ = Library.open()
    assert other.interrupted() == []
    assert other.generation("g1").finish_reason is None
    other.close()


def test_one_taken_for_interrupted_goes_on_when_its_writer_does(library, jevons_home):
    running = a_generation(finish_reason=None)
    library.put_generation(None, running, MESSAGES)
    with sqlite3.connect(jevons_home / "data" / "library.db") as connection:
        connection.execute("UPDATE generations SET writer = '1 another boot'")
    connection.close()
    other, _ = Library.open()
    (found,) = other.interrupted()
    assert (found.finish_reason, found.problem) == (FinishReason.ERROR, "interrupted")
    assert found.answer == running.answer
    further = replace(running, answer="**3** it is")
    library.put_generation(None, further, MESSAGES)
    assert other.generation("g1") == further
    other.close()
