"""Data sets of Hugging Face: `hf:OWNER/NAME[/CONFIG]@SPLIT` (the extra `data`).

The hub keeps a Parquet copy of each data set on a branch of its own, as
CONFIG/SPLIT/0000.parquet and so on (Dataset viewer documentation, "List Parquet files").
The files of one split are fetched into the hub's cache and read like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from jevons.core.exams.files.parquet_rows import require_pyarrow
from jevons.core.exams.files.reading import LARGEST_FILE
from jevons.core.problems import ProblemError, ProblemKind

PREFIX = "hf:"
BRANCH = "refs/convert/parquet"

_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_FORM = re.compile(rf"hf:({_PART}/{_PART})(?:/({_PART}))?@({_PART})")
_FILE = re.compile(r"([^/]+)/([^/]+)/\d+\.parquet")


@dataclass(frozen=True, slots=True)
class HubSplit:
    """One split of a data set; `config` is empty where there is only one to choose."""

    repo: str
    config: str
    split: str

    @classmethod
    def parse(cls, text: str) -> HubSplit:
        """Read `hf:OWNER/NAME[/CONFIG]@SPLIT`.

        Raises:
            ProblemError: BAD_INPUT: it is written otherwise.
        """
        found = _FORM.fullmatch(text)
        if not found:
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"{text[:100]!r} is no data set of Hugging Face",
                remedy="write it as hf:OWNER/NAME@SPLIT or hf:OWNER/NAME/CONFIG@SPLIT",
            )
        return cls(found[1], found[2] or "", found[3])

    @property
    def name(self) -> str:
        """The name of the exam: the data set's without its owner, configuration and split."""
        parts = (self.repo.split("/")[1], self.config, self.split)
        return "-".join(part for part in parts if part)


def fetch(wanted: HubSplit) -> tuple[Path, ...]:
    """The files of a split, fetched where they are not in the hub's cache yet.

    Raises:
        ProblemError: MISSING_EXTRA, NOT_FOUND (the remedy lists what there is),
            UNAUTHORIZED (it asks for consent), UNSUPPORTED (too large), UNREACHABLE.
    """
    require_pyarrow()
    if find_spec("huggingface_hub") is None:
        raise ProblemError.of(
            ProblemKind.MISSING_EXTRA,
            "data sets of Hugging Face need the package huggingface_hub",
            remedy="pip install 'jevons[data]', or fetch the file yourself and give its path",
        )
    try:
        return _fetched(wanted)
    except ProblemError:
        raise
    except Exception as error:  # the library's own, its HTTP client's and the system's
        raise _problem(wanted, error) from error


def _fetched(wanted: HubSplit) -> tuple[Path, ...]:
    import logging

    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()  # the terminal is not the library's
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    tree = HfApi().list_repo_tree(wanted.repo, recursive=True, revision=BRANCH, repo_type="dataset")
    sizes = {entry.path: entry.size for entry in tree if hasattr(entry, "size")}
    return tuple(
        Path(hf_hub_download(wanted.repo, file, revision=BRANCH, repo_type="dataset"))
        for file in _files(wanted, sizes)
    )


def _files(wanted: HubSplit, sizes: dict[str, int]) -> list[str]:
    """The files of the split, in order.

    Raises:
        ProblemError: NOT_FOUND, UNSUPPORTED.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted(sizes):
        if match := _FILE.fullmatch(path):
            found.setdefault((match[1], match[2]), []).append(path)
    fitting = [
        files
        for (config, split), files in found.items()
        if split == wanted.split and config == (wanted.config or config)
    ]
    if len(fitting) != 1:
        there = ", ".join(f"hf:{wanted.repo}/{config}@{split}" for config, split in found)
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"{wanted.repo} has {len(fitting) or 'no'} such splits",
            remedy=f"choose from {there[:400] or 'another data set'}",
        )
    size = sum(sizes[path] for path in fitting[0])
    if size > LARGEST_FILE:
        raise ProblemError.of(
            ProblemKind.UNSUPPORTED,
            f"the split has {size / 2**30:.1f} GB, more than {LARGEST_FILE // 2**30}",
            kept="nothing was fetched",
            remedy="take a part of it into a file of your own",
        )
    return fitting[0]


def _problem(wanted: HubSplit, error: Exception) -> ProblemError:
    """What to tell, by the name of the library's error."""
    names = {cls.__name__ for cls in type(error).__mro__}
    if "GatedRepoError" in names:
        return ProblemError.of(
            ProblemKind.UNAUTHORIZED,
            f"{wanted.repo} asks for consent before it is fetched",
            remedy="accept its terms on Hugging Face, then set HF_TOKEN",
        )
    if "RepositoryNotFoundError" in names:
        return ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"there is no data set {wanted.repo}, or not for everybody",
            remedy="check the name; for a private one set HF_TOKEN",
        )
    if "RevisionNotFoundError" in names:
        return ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"the hub has no Parquet copy of {wanted.repo}",
            remedy="fetch its file yourself and give the path",
        )
    return ProblemError.of(
        ProblemKind.UNREACHABLE,
        f"{wanted.repo} could not be fetched from Hugging Face ({type(error).__name__})",
        kept="what came is kept for the next try",
        remedy="check the network and try again",
        details=str(error),
    )
