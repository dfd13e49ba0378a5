"""The library as a shelf for the generations of steps."""

from __future__ import annotations

from jevons.core.records import Generation
from jevons.core.runs.run_store import RunStore


class PoolShelf:
    """Keeps them in the pool, where the same request made again finds them.

    Without `reuse` they are kept and not found: every question is drawn anew.
    """

    def __init__(self, store: RunStore, *, reuse: bool = True) -> None:
        self._store = store
        self._reuse = reuse

    def find(self, key: str, sample: int) -> Generation | None:
        """What is at this place of a pool."""
        return self._store.pooled_at(key, sample) if self._reuse else None

    def generation(self, generation_id: str) -> Generation | None:
        """The generation of that id."""
        return self._store.generation(generation_id)

    def put(self, generation: Generation, key: str, sample: int) -> None:
        """Keep a generation, in its place unless that is taken or it broke off."""
        self._store.put_pooled(generation, key, sample if self._reuse else None)
