"""The rules' language, read by walking Python's syntax tree for one bar at a time.

Numbers are floats in quote currency or None (unknown); conditions are True, False or None (unknown), and
`and`, `or`, `not` treat unknown as "could be either".
"""

import ast
from dataclasses import dataclass, field
from typing import Any

from tests.reference_engine import indicators
from tests.reference_engine.indicators import Column


@dataclass
class Market:
    """Prices in whole ticks; one tick is 1 / ticks_per_unit of quote currency."""

    open: list[int]
    high: list[int]
    low: list[int]
    close: list[int]
    ticks_per_unit: int
    columns: dict[str, Column] = field(default_factory=dict)

    def column(self, call: str, name: str, args: list[ast.expr]) -> Column:
        if call not in self.columns:
            self.columns[call] = self._compute(name, args)
        return self.columns[call]

    def _compute(self, name: str, args: list[ast.expr]) -> Column:
        if name == "atr":
            ticks = indicators.atr(self.high, self.low, self.close, _whole(args[0]))
        else:
            assert isinstance(args[0], ast.Name)
            prices, length = getattr(self, args[0].id), _whole(args[1])
            if name == "rsi":
                return indicators.rsi(prices, length)
            averages = {"ema": indicators.ema, "lowest": indicators.lowest, "highest": indicators.highest}
            ticks = averages.get(name, indicators.sma)(prices, length)
            if name in ("bollinger_upper", "bollinger_lower"):
                width = _number(args[2]) * (1 if name == "bollinger_upper" else -1)
                spread = indicators.deviation(prices, length)
                ticks = [
                    None if m is None or s is None else m + width * s
                    for m, s in zip(ticks, spread, strict=True)
                ]
        return [None if value is None else value / self.ticks_per_unit for value in ticks]


@dataclass
class Language:
    """Expressions over `market`; features may name those before them."""

    market: Market
    features: dict[str, str]
    params: dict[str, str]

    def tree(self, text: str) -> ast.expr:
        for name, value in self.params.items():
            text = text.replace(f"${name}", value)
        return ast.parse(text, mode="eval").body

    def value(self, text: str, bar: int) -> Any:
        return self._at(self.tree(text), bar)

    def bars_needed(self, text: str) -> int:
        return self._needed(self.tree(text))

    def _at(self, node: ast.expr, bar: int) -> Any:
        match node:
            case ast.Constant():
                return _number(node)
            case ast.Name(id=name):
                return self._name(name, bar)
            case ast.Subscript(value=inner, slice=back):
                return self._at(inner, bar - _whole(back)) if bar >= _whole(back) else None
            case ast.BinOp(left=left, op=op, right=right):
                return _arithmetic(op, self._at(left, bar), self._at(right, bar))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return _compare(op, self._at(left, bar), self._at(right, bar))
            case ast.BoolOp(op=op, values=parts):
                return _logic(isinstance(op, ast.And), [self._at(part, bar) for part in parts])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                said = self._at(operand, bar)
                return None if said is None else not said
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._call(node, name, args, bar)
        raise AssertionError(f"not in the language: {ast.unparse(node)}")

    def _name(self, name: str, bar: int) -> Any:
        if name in self.features:
            return self.value(self.features[name], bar)
        return getattr(self.market, name)[bar] / self.market.ticks_per_unit

    def _call(self, node: ast.expr, name: str, args: list[ast.expr], bar: int) -> Any:
        if name not in ("crosses_above", "crosses_below"):
            return self.market.column(ast.unparse(node), name, args)[bar]
        if bar == 0:
            return None
        now, before = ([self._at(operand, at) for operand in args] for at in (bar, bar - 1))
        if None in now or None in before:
            return None
        if name == "crosses_below":
            now, before = now[::-1], before[::-1]
        return now[0] > now[1] and before[0] <= before[1]

    def _needed(self, node: ast.expr) -> int:
        match node:
            case ast.Name(id=name):
                return self.bars_needed(self.features[name]) if name in self.features else 1
            case ast.Subscript(value=inner, slice=back):
                return self._needed(inner) + _whole(back)
            case ast.Call(func=ast.Name(id=name), args=args):
                if name.startswith("crosses"):
                    return max(self._needed(operand) for operand in args) + 1
                length = _whole(args[0] if name == "atr" else args[1])
                return length + 1 if name in ("atr", "rsi") else length
        parts = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        return max((self._needed(child) for child in parts), default=1)


def _number(node: ast.expr) -> float:
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, int | float)
    return float(node.value)


def _whole(node: ast.expr) -> int:
    return int(_number(node))


def _arithmetic(op: ast.operator, left: float | None, right: float | None) -> float | None:
    if left is None or right is None or (isinstance(op, ast.Div) and right == 0):
        return None
    if isinstance(op, ast.Add):
        return left + right
    if isinstance(op, ast.Sub):
        return left - right
    return left * right if isinstance(op, ast.Mult) else left / right


def _compare(op: ast.cmpop, left: float | None, right: float | None) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(op, ast.Lt):
        return left < right
    if isinstance(op, ast.LtE):
        return left <= right
    return left > right if isinstance(op, ast.Gt) else left >= right


def _logic(every: bool, parts: list[bool | None]) -> bool | None:
    decisive = not every
    if decisive in parts:
        return decisive
    return None if None in parts else every
