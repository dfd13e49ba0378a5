"""All recipes: those that jevons brings, and the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from jevons.core import paths
from jevons.core.exams.files.recipe import Recipe, parse_recipe
from jevons.core.exams.files.row import Row, listed, unusable
from jevons.core.problems import Problem, ProblemError, ProblemKind

PLAIN = "jsonl"
"""The recipe for the plain form: `question`, `answer`, and what else a row likes to say."""


def load_recipes() -> tuple[dict[str, Recipe], list[Problem]]:
    """All recipes by name, and what is wrong with those of the user that cannot be used.

    A user's recipe takes the place of a shipped one of its name.
    """
    recipes = dict(_shipped())
    problems = []
    for file in sorted(paths.recipes_dir().glob("*.toml")):
        try:
            recipe = parse_recipe(file.read_text("utf-8"), str(file))
            recipes[recipe.name] = recipe
        except ProblemError as error:
            problems.append(error.problem)
        except (OSError, UnicodeDecodeError) as error:
            what = f"the recipe {file} cannot be read: {type(error).__name__}"
            problems.append(Problem(ProblemKind.BAD_INPUT, what, "it is passed over", "correct it"))
    return recipes, problems


@cache
def _shipped() -> Mapping[str, Recipe]:
    folder = files(__package__).joinpath("recipes")
    found = [
        parse_recipe(file.read_text("utf-8"), file.name)
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    ]
    return {recipe.name: recipe for recipe in found}


def recipe_named(name: str) -> Recipe:
    """The recipe of that name.

    Raises:
        ProblemError: NOT_FOUND, or BAD_INPUT for one of the user's that cannot be used.
    """
    recipes, problems = load_recipes()
    if name in recipes:
        return recipes[name]
    for problem in problems:
        if f"{name}.toml" in problem.what:
            raise ProblemError(problem)
    near = get_close_matches(name, recipes, n=1)
    raise ProblemError.of(
        ProblemKind.NOT_FOUND,
        f"there is no recipe {name}",
        remedy=f"did you mean {near[0]}" if near else f"the recipes are {', '.join(recipes)}",
    )


def recognised(row: Row, stem: str, file: str) -> Recipe:
    """The recipe that a file asks for by its fields, and by its name where several fit.

    A recipe whose signs the first row shows goes first, then one that has the file's name
    (`stem`, without the ending) among its own, then the plain form.

    Raises:
        ProblemError: BAD_INPUT: the fields fit none.
    """
    recipes = load_recipes()[0]
    fitting = [recipe for recipe in recipes.values() if recipe.fits_fields(row)]
    showing = [recipe for recipe in fitting if recipe.shows_in(row)]
    named = [recipe for recipe in showing or fitting if recipe.fits_name(stem)]
    plain = [recipe for recipe in fitting if recipe.name == PLAIN]
    for candidates in (named, showing, plain):
        if candidates:
            return candidates[0]
    raise unusable(
        file,
        f"which fields hold the question and its answer is not plain; it has {listed(row.fields)}",
        "name them (--field question=NAME --field answer=NAME) or a recipe (--recipe NAME)",
    )
