"""Finding an exam file by a name: in the user's directory of exams, through the recipes."""

from __future__ import annotations

from pathlib import Path

from jevons.core import paths
from jevons.core.exams.files.reading import READERS
from jevons.core.exams.files.recipe import Recipe
from jevons.core.exams.files.recipe_book import load_recipes
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.visible_text import one_line


def files_here() -> tuple[Path, ...]:
    """The exam files in the user's directory, by name."""
    directory = paths.exams_dir()
    found = directory.iterdir() if directory.is_dir() else ()
    return tuple(sorted(file for file in found if file.suffix.lower() in READERS))


def is_path(name: str) -> bool:
    """Whether a name is that of a file rather than of an exam."""
    ending = Path(name).suffix
    return "/" in name or ending.lower() in READERS or bool(ending and Path(name).is_file())


def files_of(recipe: Recipe) -> tuple[Path, ...]:
    """The files in the user's directory that have the name of a recipe's."""
    return tuple(file for file in files_here() if recipe.fits_name(file.stem))


def name_of(stem: str, recipe: Recipe) -> str:
    """The name of the exam that a recipe makes of a file, named here without its ending."""
    return recipe.name if recipe.fits_name(stem) and not recipe.named_by_file else stem


def find_file(name: str) -> Path:
    """The file that a name means: a path, a file of the user's directory, a recipe's file.

    Raises:
        ProblemError: NOT_FOUND: there is none (the remedy says where to get it), or
            BAD_INPUT: several have the name.
    """
    if is_path(name):
        path = Path(name).expanduser()
        inside = paths.exams_dir() / name
        return inside if "/" not in name and not path.exists() and inside.is_file() else path
    recipe = load_recipes()[0].get(name.lower())
    exact = [file for file in files_here() if file.stem.lower() == name.lower()]
    found = exact or (list(files_of(recipe)) if recipe else [])
    if len(found) == 1:
        return found[0]
    if found:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{name} can be {' or '.join(file.name for file in found)}",
            remedy="name one of these files",
        )
    what, remedy = f"there is no exam {one_line(name, 60)}", "jevons exam list shows them"
    if recipe:
        what, remedy = f"{recipe.name} is not on this machine", how_to_get(recipe)
    raise ProblemError.of(ProblemKind.NOT_FOUND, what, remedy=remedy)


def how_to_get(recipe: Recipe) -> str:
    """What a user does to have a recipe's exam."""
    remedy = f"get it from {recipe.source} and put it into {paths.exams_dir()}"
    return f"{remedy}, or name it {recipe.hub}" if recipe.hub else remedy
