"""The project's own sources as syntax trees, for tests that read the code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BOT = ROOT / "bot"


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the package by its path below `bot/`."""
    return {
        path.relative_to(BOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(BOT.rglob("*.py"))
    }


def imported(tree: ast.Module) -> Iterator[str]:
    """Full names of what a module imports: modules, and names from modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name, `world.messenger.post`; a call of a call begins with "()"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.AST) -> str:
    """A name or chain of attributes and subscripts as text."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted(value)}.{name}"
        case ast.Subscript(value=value):
            return f"{dotted(value)}[]"
        case _:
            return "()"
