"""What an answer can be once it is read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jevons.core.exams.grading.expressions import Expression
from jevons.core.exams.grading.units import Unit


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that is not understood here; `text` is it in one way of writing."""

    text: str

    @property
    def key(self) -> str:
        """The text itself."""
        return self.text


@dataclass(frozen=True, slots=True)
class Words:
    """A word or a phrase, in lower case."""

    text: str

    @property
    def key(self) -> str:
        """The words themselves."""
        return self.text


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or an expression, as it stands before its scale (percent) and its unit.

    `decimals` counts the digits behind the point where it was written as a plain decimal.
    """

    expression: Expression
    scale: Unit | None = None
    unit: Unit | None = None
    decimals: int = 0

    @property
    def key(self) -> str:
        """The scaled expression, with its unit."""
        value = self.scaled.key
        return f"{value} {self.unit.name}^{self.unit.power}" if self.unit else value

    @property
    def scaled(self) -> Expression:
        """The expression times its scale."""
        if self.scale is None:
            return self.expression
        return self.expression * Expression.number(self.scale.factor)


@dataclass(frozen=True, slots=True)
class Based:
    """Digits in a stated base."""

    digits: str
    base: int

    @property
    def key(self) -> str:
        """The digits and the base."""
        return f"{self.digits}_{self.base}"


@dataclass(frozen=True, slots=True)
class Ratio:
    """Numbers with colons between them: a ratio, or a time of day."""

    parts: tuple[Fraction, ...]

    @property
    def key(self) -> str:
        """The numbers with colons between."""
        return ":".join(map(str, self.parts))


@dataclass(frozen=True, slots=True)
class Ordered:
    """Values between brackets: a point, a vector, or an interval, which look alike."""

    opening: str
    closing: str
    items: tuple[Value, ...]

    @property
    def brackets(self) -> str:
        """Both brackets."""
        return self.opening + self.closing

    @property
    def key(self) -> str:
        """The keys of the items between the brackets."""
        return self.opening + "; ".join(item.key for item in self.items) + self.closing


@dataclass(frozen=True, slots=True)
class Collection:
    """Values in no order: a set where `braces`, else a list of solutions."""

    items: tuple[Value, ...]
    braces: bool = False

    @property
    def key(self) -> str:
        """The keys of the items, sorted."""
        return "{" + "; ".join(sorted(item.key for item in self.items)) + "}"


@dataclass(frozen=True, slots=True)
class Union:
    """Sets of numbers together."""

    items: tuple[Value, ...]

    @property
    def key(self) -> str:
        """The keys of the sets, sorted."""
        return " ∪ ".join(sorted(item.key for item in self.items))


@dataclass(frozen=True, slots=True)
class Matrix:
    """Values in rows."""

    rows: tuple[tuple[Value, ...], ...]

    @property
    def key(self) -> str:
        """The keys of the items in their rows."""
        rows = ("; ".join(item.key for item in row) for row in self.rows)
        return "[" + " | ".join(rows) + "]"


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sides; `name` is the left one where it names what is on the right (`x`, `f(x)`).

    `difference` is left minus right, `None` where a side is no expression.
    """

    name: str
    right: Value
    difference: Expression | None

    @property
    def key(self) -> str:
        """The key of what is named, else of the whole equation."""
        if self.name:
            return self.right.key
        return f"{self.difference.key} = 0" if self.difference else f"= {self.right.key}"


Value = Unread | Words | Quantity | Based | Ratio | Ordered | Collection | Union | Matrix | Equation
