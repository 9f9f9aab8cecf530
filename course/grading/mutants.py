"""Small changes to a solution, each of which a check should see: operators, constants, statements, layers."""

from __future__ import annotations

import ast
import copy
import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from course.labformat.code import IMPORTS, SOLUTION

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
OPERATORS |= {ast.FloorDiv: ast.Div, ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.And: ast.Or, ast.Or: ast.And}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
}
COMPARISONS |= {
    ast.LtE: (ast.Lt, ast.GtE),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
}
COMPARISONS |= {ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,)}
NAMES = {"mean": "sum", "sum": "mean", "reduce_mean": "reduce_sum", "reduce_sum": "reduce_mean", "max": "min"}
NAMES |= {"min": "max", "argmax": "argmin", "argmin": "argmax", "reduce_max": "reduce_min", "median": "mean"}
NAMES |= {"zeros": "ones", "ones": "zeros", "zeros_like": "ones_like", "ones_like": "zeros_like", "floor": "ceil"}
NAMES |= {"any": "all", "all": "any", "maximum": "minimum", "minimum": "maximum", "convolve": "correlate"}
NAMES |= {"trainable_variables": "variables", "trainable_weights": "weights", "MaxPooling2D": "AveragePooling2D"}
NAMES |= {"LeakyReLU": "ReLU", "float32": "float64", "normal": "uniform"}
WORDS = {"relu": "linear", "sigmoid": "linear", "tanh": "sigmoid", "same": "valid", "valid": "same", "full": "same"}
WORDS |= {"bilinear": "nearest", "nearest": "bilinear", "float32": "float64", "softmax": "linear"}
THROUGH = {"sqrt", "abs", "square", "exp", "log", "squeeze", "stop_gradient", "cast", "flip"}
EVEN = {"min", "max", "hypot", "convolve", "add", "multiply", "maximum", "minimum", "logical_and"}
EVEN |= {"logical_or", "isclose"}
REFUSES = re.compile(r"\w*Error|[Rr]efuse|[Rr]aise")
Change = Callable[[Any], object]  # of a node of the type that it was made for


@dataclass(frozen=True)
class Mutant:
    """A changed cell; `change` is the diff of the lines that differ, which also names it."""

    exercise: str
    source: str
    change: str


def mutants(exercise: str, source: str) -> list[Mutant]:
    """Return every mutant of a solution cell, each once, in the order of its lines."""
    tree = ast.parse(source)
    plain = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for number, change in _changes(tree, _solution(source)):
        changed = copy.deepcopy(tree)
        change(list(ast.walk(changed))[number])
        text = ast.unparse(ast.fix_missing_locations(changed))
        if text != plain:
            found.setdefault(text, Mutant(exercise, text, difference(plain, text)))
    return list(found.values())


def difference(before: str, after: str) -> str:
    """Return the lines that differ, marked with - and +."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return "\n".join(f"{line[0]} {line[2:].strip()}" for line in lines if line[0] in "-+")


def _solution(source: str) -> range:
    """Return the lines of the solution region; all of the cell if there is none."""
    at = [n for n, line in enumerate(source.split("\n"), 1) if SOLUTION[0] in line or SOLUTION[1] in line]
    return range(at[0], at[-1] + 1) if at else range(1, source.count("\n") + 2)


def _changes(tree: ast.AST, lines: range) -> Iterator[tuple[int, Change]]:
    """Yield (place of a node in `ast.walk`, change of that node)."""
    words = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    words |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    same = set(_symmetric(tree))
    unpromised = set(_unpromised(tree))
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in unpromised or (id(node) in words and not isinstance(node, ast.Raise)):
            continue  # the words of an error message, and what nobody promised
        for field in ("body", "orelse"):  # statements are dropped by the block that they stand in
            block = getattr(node, field, None)
            if isinstance(block, list):
                for place, statement in enumerate(block):
                    kept = id(statement) in unpromised or isinstance(statement, (ast.Pass, *IMPORTS))
                    if statement.lineno in lines and not kept:
                        yield number, _dropped(field, place)
        if getattr(node, "lineno", 0) in lines:
            for change in _of_node(node, id(node) not in same):
                yield number, change


def _unpromised(tree: ast.AST) -> Iterator[int]:
    """Yield the id of all that refuses bad input in a function whose docstring does not say that it does."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and not REFUSES.search(ast.get_docstring(function) or ""):
            for node in ast.walk(function):
                if isinstance(node, ast.If) and all(isinstance(inner, ast.Raise) for inner in node.body):
                    yield from (id(part) for part in ast.walk(node))


def _symmetric(tree: ast.AST) -> Iterator[int]:
    """Yield the id of each node whose two sides may be exchanged, because of what is done with it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and getattr(node.right, "value", 1) == 2:
            yield id(node.left)
        elif isinstance(node, ast.Compare):
            yield from (id(side) for side in node.comparators)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in EVEN:
                yield id(node)
            elif name in ("abs", "square", "hypot") and node.args:
                yield from (id(argument) for argument in node.args)


def _dropped(field: str, place: int) -> Change:
    def change(node):
        block = getattr(node, field)
        del block[place]
        if not block and field == "body":
            block.append(ast.Pass())

    return change


def _set(**values) -> Change:
    def change(node):
        for name, value in values.items():
            setattr(node, name, value)

    return change


def _swapped(place: int) -> Change:
    return lambda node: node.args.insert(place, node.args.pop(place + 1))


def _become(make: Callable[[Any], ast.AST]) -> Change:
    """Turn a node into another in its place."""

    def change(node):
        other = make(node)
        vars(node).clear()
        node.__class__ = type(other)
        vars(node).update(vars(other))

    return change


def _of_node(node: ast.AST, ordered: bool) -> Iterator[Change]:
    """Yield the changes of one node; `ordered` says that its two sides are not alike."""
    if isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)):
        if type(node.op) in OPERATORS:
            yield _set(op=OPERATORS[type(node.op)]())
        if isinstance(node, ast.BinOp):
            yield _become(lambda n: n.left)
            if ordered and isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult)):
                yield lambda n: _set(left=n.right, right=n.left)(n)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in COMPARISONS.get(type(node.ops[0]), ()):
            yield _set(ops=[other()])
    elif isinstance(node, ast.UnaryOp):
        yield _become(lambda n: n.operand)
    elif isinstance(node, (ast.If, ast.IfExp)):
        yield _set(test=ast.Constant(True))
        yield _set(test=ast.Constant(False))
    elif isinstance(node, ast.Constant):
        yield from (_set(value=value) for value in _constants(node.value))
    elif isinstance(node, ast.Call):
        yield from _of_call(node, ordered)
    elif isinstance(node, (ast.Attribute, ast.Name)) and isinstance(node.ctx, ast.Load):
        field = "attr" if isinstance(node, ast.Attribute) else "id"
        if getattr(node, field) in NAMES:
            yield _set(**{field: NAMES[getattr(node, field)]})
    elif isinstance(node, (ast.List, ast.Tuple)) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        for place, element in enumerate(node.elts):
            if isinstance(element, ast.Call):  # a layer of a list, a part of what is joined
                yield _dropped("elts", place)
        if ordered and len(node.elts) == 2:
            yield lambda n: n.elts.reverse()
    elif isinstance(node, ast.Slice):
        for bound in ("lower", "upper", "step"):
            if getattr(node, bound) is not None:
                yield _set(**{bound: None})


def _of_call(node: ast.Call, ordered: bool) -> Iterator[Change]:
    for place in range(len(node.keywords)):
        yield _dropped("keywords", place)
    if ordered and len(node.args) > 1 and not any(isinstance(argument, ast.Starred) for argument in node.args):
        for place in range(len(node.args) - 1):
            yield _swapped(place)
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if node.args and (name in THROUGH or isinstance(node.func, ast.Call)):  # or a layer applied to a tensor
        yield _become(lambda n: n.args[0])


def _constants(value) -> list:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1] if value else [1]
    if isinstance(value, float):
        return [2 * value, -value] if value else [1.0]
    return [WORDS[value]] if isinstance(value, str) and value in WORDS else []
