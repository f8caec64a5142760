"""All mutants of a module, each by an id that stays the same while its function does: the function and the change."""

import ast
import enum
import importlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, ModuleType

from tests.mutation.operators import Enums, changed

_UNTOUCHED = frozenset({"annotation", "returns", "decorator_list", "bases", "format_spec", "type_params"})
_AROUND = 24
_LONGEST = 70


@dataclass(frozen=True)
class Mutant:
    """One change at one place. `lines` are its statement's: of a block those of the head, of a definition all."""

    name: str
    function: str
    lines: range
    parent: ast.AST = field(repr=False)
    slot: str = field(repr=False)
    place: int | None = field(repr=False)
    node: ast.AST = field(repr=False)


@dataclass(frozen=True)
class Spot:
    """Where the walk is."""

    parent: ast.AST
    slot: str
    place: int | None
    function: str
    lines: range


@dataclass(frozen=True)
class Module:
    """A module's syntax tree with its mutants."""

    tree: ast.Module
    file: str
    mutants: tuple[Mutant, ...]

    @contextmanager
    def changed(self, mutant: Mutant) -> Iterator[ast.Module]:
        """The tree with that change, within the block."""
        before = getattr(mutant.parent, mutant.slot)
        after: object = mutant.node
        if mutant.place is not None:
            after = [*before[: mutant.place], mutant.node, *before[mutant.place + 1 :]]
        setattr(mutant.parent, mutant.slot, after)
        try:
            yield ast.fix_missing_locations(self.tree)
        finally:
            setattr(mutant.parent, mutant.slot, before)

    def code(self, mutant: Mutant) -> CodeType:
        """The whole module, compiled with that change. Raises `SyntaxError` or `ValueError`: it is no program."""
        with self.changed(mutant) as tree:
            return compile(tree, self.file, "exec")


def load(file: str) -> tuple[ModuleType, Module]:
    """A file of the project as a loaded module, and its mutants."""
    loaded = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    enums = {
        name: list(one.__members__)
        for name, one in vars(loaded).items()
        if isinstance(one, type) and issubclass(one, enum.Enum)
    }
    return loaded, module_of(Path(file).read_text(), file, enums)


def module_of(source: str, file: str, enums: Enums) -> Module:
    """Every mutant of a source text, from top to bottom."""
    tree = ast.parse(source)
    seen: Counter[str] = Counter()
    found = []
    for spot, node in _walk(tree, "", range(0)):
        for new in changed(node, enums):
            at = getattr(new, "at", None)
            words = f"{spot.function or 'module'}: " + (
                _told(at, ast.Pass()) if isinstance(at, ast.AST) else _told(node, new)
            )
            seen[words] += 1
            name = words if seen[words] == 1 else f"{words} #{seen[words]}"
            lines = _lines(at) if isinstance(at, ast.stmt) else spot.lines
            ast.copy_location(new, node)
            found.append(Mutant(name, spot.function, lines, spot.parent, spot.slot, spot.place, new))
    return Module(tree, file, tuple(found))


def _walk(node: ast.AST, function: str, lines: range) -> Iterator[tuple[Spot, ast.AST]]:
    for slot, value in ast.iter_fields(node):
        if slot in _UNTOUCHED:
            continue
        for place, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(child, ast.AST) or _is_prose(child) or isinstance(child, ast.expr_context):
                continue
            at = _lines(child) if isinstance(child, ast.stmt) else lines
            if isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant):
                continue
            inner = function
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inner = ".".join(filter(None, (function, child.name)))
            yield Spot(node, slot, place, inner, at), child
            yield from _walk(child, inner, at)


def _is_prose(node: ast.AST) -> bool:
    """A docstring, of whatever."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _lines(node: ast.stmt) -> range:
    named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    body = None if named else getattr(node, "body", None)  # what runs a function runs it with its defaults
    last = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno
    return range(node.lineno, last + 1)


def _told(before: ast.AST, after: ast.AST) -> str:
    """The change in words: what differs, with a little around it."""
    old, new = (_text(one) for one in (before, after))
    start = next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    most = min(len(old), len(new)) - start
    end = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    return f"{_cut(old, start, end)} -> {_cut(new, start, end)}"


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.ExceptHandler):
        return f"except {ast.unparse(node.type) if node.type else ''}"
    if isinstance(node, ast.comprehension):
        return ast.unparse(node).strip()
    return ast.unparse(node).partition("\n")[0]


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), len(text) - end + _AROUND)
    shown = text[first:last]
    if len(shown) > _LONGEST + 2 * _AROUND:
        shown = f"{shown[: _LONGEST // 2 + _AROUND]}…{shown[-_LONGEST // 2 - _AROUND :]}"
    return f"{'…' if first else ''}{shown}{'…' if last < len(text) else ''}"
