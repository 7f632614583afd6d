"""What a formula is worked out with: units, numbers that know how sure they are, four operations.

simpleeval reads the formula, with all else that it can do taken away.
"""

from __future__ import annotations

import ast
import operator
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from simpleeval import InvalidExpression, SimpleEval

from lib.quantities import Qualifier, Quantity

OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
}


class UnitsDiffer(Exception):
    """A sum or a difference of things that have different units."""


@dataclass(frozen=True)
class Unit:
    """Units with their powers; none at all for a plain number or a share."""

    powers: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Unit) -> Unit:
        if dict(self.powers) != dict(other.powers):
            raise UnitsDiffer
        return self

    __sub__ = __add__

    def __mul__(self, other: Unit) -> Unit:
        return self._combined(other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return self._combined(other, -1)

    def __neg__(self) -> Unit:
        return self

    def _combined(self, other: Unit, sign: int) -> Unit:
        powers = defaultdict(int, self.powers)
        for name, power in other.powers.items():
            powers[name] += sign * power
        return Unit({name: power for name, power in powers.items() if power})


@dataclass(frozen=True)
class Term:
    """A number and how sure it is, through the four operations."""

    number: Decimal
    qualifier: Qualifier = Qualifier.EXACT

    def __add__(self, other: Term) -> Term:
        added = Quantity(self.number, self.qualifier) + Quantity(other.number, other.qualifier)
        return Term(self.number + other.number, added.qualifier)

    def __sub__(self, other: Term) -> Term:
        return Term(self.number - other.number, self._less(other))

    def __mul__(self, other: Term) -> Term:
        sure = {self.qualifier, other.qualifier}
        if sure == {Qualifier.EXACT}:
            qualifier = Qualifier.EXACT
        elif Qualifier.ABOUT in sure or min(self.number, other.number) < 0:
            qualifier = Qualifier.ABOUT
        else:
            qualifier = Qualifier.AT_LEAST
        return Term(self.number * other.number, qualifier)

    def __truediv__(self, other: Term) -> Term:
        if other.number == 0:
            raise ZeroDivisionError
        return Term(self.number / other.number, self._less(other))

    def __neg__(self) -> Term:
        return Term(
            -self.number,
            Qualifier.EXACT if self.qualifier == Qualifier.EXACT else Qualifier.ABOUT,
        )

    def _less(self, other: Term) -> Qualifier:
        """At least, less something exact, is at least; less something unsure it is only about."""
        if other.qualifier == Qualifier.EXACT and other.number >= 0:
            return self.qualifier
        exact = {self.qualifier, other.qualifier} == {Qualifier.EXACT}
        return Qualifier.EXACT if exact else Qualifier.ABOUT


class Evaluator(SimpleEval):
    """simpleeval with nothing left but numbers, names and the four operations."""

    def __init__(self, names: Mapping[str, Any], constant: Callable[[Decimal], Any]) -> None:
        super().__init__(operators=OPERATORS, functions={}, names=dict(names))
        self.constant = constant
        self.nodes: dict[type[ast.AST], Callable[[Any], Any]] = {
            ast.Expr: self._eval_expr,
            ast.Name: self._eval_name,
            ast.UnaryOp: self._eval_unaryop,
            ast.BinOp: self._eval_binop,
            ast.Constant: self._number,
        }

    def _number(self, node: ast.Constant) -> Any:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise InvalidExpression
        return self.constant(Decimal(str(node.value)))
