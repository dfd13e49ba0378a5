"""What does not take longer when more is stored."""

from dataclasses import replace

from core.runs.library_samples import a_generation
from jevons.core.runs import generation_rows
from jevons.core.runs.library import Library


def steps_to_close_interrupted(library):
    """Steps of SQLite's machine."""
    steps = []
    with library._database.writing() as connection:
        connection.set_progress_handler(lambda: steps.append(1), 1)
        assert generation_rows.close_interrupted(connection) == []
        connection.set_progress_handler(None, 1)
    return len(steps)


def test_the_search_for_interrupted_generations_is_as_quick_in_a_large_library():
    library, _ = Library.open()
    before = steps_to_close_interrupted(library)
    with library._database.writing() as connection:
        for number in range(300):
            generation = replace(a_generation(), id=f"g{number}")
            generation_rows.put(connection, generation, f"key{number}")
    assert steps_to_close_interrupted(library) == before
    library.close()
