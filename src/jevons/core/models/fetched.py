"""Where fetched model files lie."""

from __future__ import annotations

from pathlib import Path

from jevons.core import paths
from jevons.core.models.catalogue import CatalogueEntry


def weights_path(entry: CatalogueEntry) -> Path:
    """Where the model file of a catalogue entry is, or will be."""
    return paths.weights_dir() / f"{entry.name}.gguf"


def is_pulled(entry: CatalogueEntry) -> bool:
    """Whether the model file is there; what it holds was checked when it was pulled."""
    return is_whole(weights_path(entry), entry.size_bytes)


def is_whole(file: Path, size: int) -> bool:
    """Whether a file is there; where its size is not known (0), being there is enough."""
    try:
        found = file.stat().st_size
    except OSError:
        return False
    return found == (size or found)
