"""Model files from Hugging Face, through `huggingface_hub` (the extra `huggingface`).

The library runs in a process of its own, so that it can be cancelled and its import costs
the app nothing; the user's token and proxies hold there too.
"""

from __future__ import annotations

import json
import os
import re
import sys
from importlib.util import find_spec

from jevons.core.models.catalogue import HuggingFaceSource
from jevons.core.problems import ProblemError, ProblemKind

PREFIX = "hf:"
_COMMAND = (sys.executable, "-P", "-m", "jevons.core.models.huggingface")
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_REFERENCE = re.compile(rf"({_PART}/{_PART})/((?:{_PART}/)*{_PART}\.gguf)")
_SPLIT_FILE = re.compile(r"-\d{5}-of-\d{5}\.gguf$")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def parse_reference(text: str) -> HuggingFaceSource:
    """Read `hf:OWNER/REPO/FILE.gguf`.

    Raises:
        ProblemError: BAD_INPUT: it is written otherwise; UNSUPPORTED: a file in parts.
    """
    found = _REFERENCE.fullmatch(text.removeprefix(PREFIX))
    if not found:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{text[:100]!r} is not a Hugging Face file",
            remedy="write it as hf:OWNER/REPO/FILE.gguf",
        )
    if _SPLIT_FILE.search(found[2]):
        raise ProblemError.of(
            ProblemKind.UNSUPPORTED,
            f"{found[2]} is one part of several",
            remedy="choose a file that is whole",
        )
    return HuggingFaceSource(repo=found[1], file=found[2])


def require_library() -> None:
    """See that `huggingface_hub` is there.

    Raises:
        ProblemError: MISSING_EXTRA.
    """
    if find_spec("huggingface_hub") is None:
        raise ProblemError.of(
            ProblemKind.MISSING_EXTRA,
            "fetching from Hugging Face needs the package huggingface_hub",
            remedy="pip install 'jevons[huggingface]'",
        )


def describe_command(source: HuggingFaceSource) -> list[str]:
    """The command that prints what is published of a file, for `read_description`."""
    return [*_COMMAND, source.repo, source.file]


def download_command(source: HuggingFaceSource, directory: str) -> list[str]:
    """The command that downloads a file into a directory, under its path in the repository."""
    return [*_COMMAND, source.repo, source.file, directory]


def environment() -> dict[str, str]:
    """The variables that the library is steered by, the user's token among them."""
    own = ("HF_", "HUGGING_FACE_", "HUGGINGFACE_")
    found = {name: value for name, value in os.environ.items() if name.startswith(own)}
    return {**found, "HF_HUB_DISABLE_PROGRESS_BARS": "1"}


def read_description(output: str) -> tuple[int, str | None]:
    """Size in bytes (0 if not known) and, where published, SHA-256 of a file."""
    said = [line for line in output.splitlines() if line.startswith("{")]
    found = json.loads(said[-1])
    # For large files the entity tag is the SHA-256.
    tag = str(found["etag"])
    return int(found["size"]), tag if _SHA256.fullmatch(tag) else None


def problem(source: HuggingFaceSource, output: str) -> ProblemError:
    """What to tell, from the last words of the library (a line `NameOfError: text`)."""
    where = f"{source.repo}/{source.file}"
    if "GatedRepo" in output:
        return ProblemError.of(
            ProblemKind.UNAUTHORIZED,
            f"{source.repo} asks for consent before it is downloaded",
            remedy="accept its terms on Hugging Face, then set HF_TOKEN",
            details=output,
        )
    if "RepositoryNotFound" in output or "EntryNotFoundError" in output.replace("LocalEntry", ""):
        return ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"there is no {where}, or not for everybody",
            remedy="check the name; for a private repository set HF_TOKEN",
            details=output,
        )
    return ProblemError.of(
        ProblemKind.UNREACHABLE,
        f"{where} could not be fetched",
        kept="nothing of it",
        remedy="check the network and try again",
        details=output,
    )


def main(repo: str, file: str, directory: str | None = None) -> int:
    """Describe or download one file; the last line printed says what went wrong."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url

    try:
        if directory:
            hf_hub_download(repo, file, local_dir=directory)
        else:
            about = get_hf_file_metadata(hf_hub_url(repo, file))
            print(json.dumps({"size": about.size or 0, "etag": about.etag or ""}))
    except Exception as error:  # the library's own, its HTTP client's and the system's
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
