"""What one small change of a program may be: each operator takes a node of the syntax tree and gives its replacements.

The usual ones of mutation testing, and what matters most here: a condition that is stuck, a conjunct, an item, an
argument or a whole statement that is missing, a state or an act that is another one, an exception that nobody catches.
"""

import ast
import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

Enums = Mapping[str, Sequence[str]]
"""The enumerations that a module knows by name, with their members in order."""
T = TypeVar("T")
Operator = Callable[[ast.AST], Iterator[ast.AST]]

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min"}
_CONJUNCTIONS = ("and_", "or_")


def changed(node: ast.AST, enums: Enums) -> Iterator[ast.AST]:
    """Every replacement of one node, in an order that never varies."""
    for operator in OPERATORS:
        yield from operator(node)
    yield from _another_member(node, enums)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    made = copy.copy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def _less_one(items: Sequence[T]) -> Iterator[list[T]]:
    for place in range(len(items)):
        yield [*items[:place], *items[place + 1 :]]


def _compared(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            for other in _COMPARED[type(op)]:
                yield _with(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])


def _joined(node: ast.AST) -> Iterator[ast.AST]:
    """And for or, and a conjunct or a disjunct less; also those of the database."""
    if isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for rest in _less_one(node.values):
            yield _with(node, values=rest) if len(rest) > 1 else rest[0]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CONJUNCTIONS:
        for rest in _less_one(node.args):
            yield _with(node, args=rest)


def _stuck(node: ast.AST) -> Iterator[ast.AST]:
    """A condition that is always true or never."""
    if isinstance(node, ast.If | ast.IfExp):
        yield _with(node, test=ast.Constant(value=True))
        yield _with(node, test=ast.Constant(value=False))
    if isinstance(node, ast.While):
        yield _with(node, test=ast.Constant(value=False))
    if isinstance(node, ast.comprehension):
        for rest in _less_one(node.ifs):
            yield _with(node, ifs=rest)


def _unary(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.UnaryOp):
        yield node.operand


def _calculated(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _CALCULATED:
        yield _with(node, op=_CALCULATED[type(node.op)]())


def _constant(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.JoinedStr):
        yield ast.Constant(value="")
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(value=not value)
    elif isinstance(value, int | float):
        yield from (ast.Constant(value=value + 1), ast.Constant(value=value - 1))
    elif isinstance(value, str):
        yield ast.Constant(value=f"{value} XX" if value else "XX")
        if value:
            yield ast.Constant(value="")


def _display(node: ast.AST) -> Iterator[ast.AST]:
    """An item less in what is written out as a tuple, list, set or dictionary."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set) and not isinstance(
        getattr(node, "ctx", None), ast.Store
    ):
        for rest in _less_one(node.elts):
            yield (
                _with(node, elts=rest)
                if rest or not isinstance(node, ast.Set)
                else ast.Tuple(elts=[], ctx=ast.Load())
            )
    if isinstance(node, ast.Dict):
        for keys, values in zip(_less_keys(node), _less_one(node.values), strict=True):
            yield _with(node, keys=keys, values=values)
    if isinstance(node, ast.Slice):
        yield ast.Slice()


def _less_keys(node: ast.Dict) -> Iterator[list[ast.expr | None]]:
    for place in range(len(node.keys)):
        yield [*node.keys[:place], *node.keys[place + 1 :]]


def _called(node: ast.AST) -> Iterator[ast.AST]:
    """A named argument less, a link of a chain of calls less, any for all."""
    if not isinstance(node, ast.Call):
        return
    for rest in _less_one(node.keywords):
        yield _with(node, keywords=rest)
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
        yield node.func.value
    if isinstance(node.func, ast.Name) and node.func.id in _SWAPPED:
        yield _with(node, func=ast.Name(id=_SWAPPED[node.func.id], ctx=ast.Load()))
    if isinstance(node.func, ast.Name) and node.func.id in {"reversed", "sorted"}:
        yield node.args[0]


def _statement(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr | ast.AugAssign | ast.Raise):
        yield ast.Pass()
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        yield ast.Pass()
    if isinstance(node, ast.Return):
        empty = node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
        if empty:
            yield ast.Pass()
        elif not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool)):
            yield ast.Return(value=ast.Constant(value=None))
    if isinstance(node, ast.Continue):
        yield ast.Break()
    if isinstance(node, ast.Break):
        yield ast.Continue()
    if isinstance(node, ast.For | ast.AsyncFor):
        yield _with(node, iter=ast.Tuple(elts=[], ctx=ast.Load()))


def _assigned_again(node: ast.AST) -> Iterator[ast.AST]:
    """A name that is given another value somewhere keeps its former one."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    given = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    bodies = [(one, name) for one in ast.walk(node) if (name := _name_of(one))]
    for statement, name in bodies:
        if [*given, *(other for _, other in bodies)].count(name) > 1:
            yield _without(node, statement)


def _name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""


def _without(function: ast.AST, statement: ast.AST) -> ast.AST:
    """A copy in which a statement is not there; its lines are those of what is missing."""
    made = copy.deepcopy(function, {id(statement): ast.copy_location(ast.Pass(), statement)})
    made.at = statement  # type: ignore[attr-defined] # where the change is, for the lines and the words of it
    return made


def _caught(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.ExceptHandler):
        yield _with(node, type=ast.Tuple(elts=[], ctx=ast.Load()))


def _another_member(node: ast.AST, enums: Enums) -> Iterator[ast.AST]:
    """The next member of an enumeration in place of one."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        members = enums.get(node.value.id, ())
        if node.attr in members:
            yield _with(node, attr=members[(members.index(node.attr) + 1) % len(members)])


OPERATORS: tuple[Operator, ...] = (
    _compared,
    _joined,
    _stuck,
    _unary,
    _calculated,
    _constant,
    _display,
    _called,
    _statement,
    _assigned_again,
    _caught,
)
