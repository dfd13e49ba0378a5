"""What of an answer may reach a scoring that runs it as Python.

Eight suites of reasoning-gym hand the model's text to `eval`, or to sympy's `parse_expr`,
which does. Only what cannot do anything gets there: the text is read with `ast`, and each
part of it has to be one of the few that are known to be harmless.
"""

from __future__ import annotations

import ast

FUNCTIONS = {
    "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh",
    "exp", "log", "ln", "sqrt", "Abs", "abs",
}  # fmt: skip
_LITERAL = (
    ast.Expression, ast.List, ast.Tuple, ast.Constant, ast.Name, ast.Load, ast.UnaryOp, ast.USub,
    ast.UAdd,
)  # fmt: skip
_FORMULA = (
    ast.Expression, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.UnaryOp,
    ast.USub, ast.UAdd, ast.Name, ast.Load, ast.Constant, ast.Call,
)  # fmt: skip


def may_reach(reads: str, answer: str) -> bool:
    """Whether an answer may be handed to the scoring of a suite; `reads` as in `suites.csv`."""
    if not reads:
        return True
    try:
        tree = ast.parse(answer.strip(), mode="eval")
    except (SyntaxError, ValueError):
        # No Python: `eval` refuses it too. sympy changes a text before that.
        return reads == "literal"
    except (RecursionError, MemoryError):
        return False
    if reads == "literal":
        return all(isinstance(node, _LITERAL) for node in ast.walk(tree))
    return answer.isascii() and all(map(_is_of_a_formula, ast.walk(tree)))


def _is_of_a_formula(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        known = isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS
        return known and not node.keywords
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float)
    if isinstance(node, ast.Name):
        return not node.id.startswith("_")
    return isinstance(node, _FORMULA)
