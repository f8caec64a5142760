"""A mutant into a module that is loaded already, so that whoever imported something of it has the mutant too.

Functions keep their identity and are given other code; of a change outside any function, the values that came out
otherwise are put wherever the former ones are known by the same name.
"""

import inspect
import sys
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType


def transplant(module: ModuleType, code: CodeType, *, outside: bool) -> None:
    """Make `module` what `code` says. Raises whatever the loading of it raises."""
    other = {"__name__": module.__name__, "__file__": module.__file__, "__builtins__": __builtins__}
    exec(code, other)  # noqa: S102 # our own module, with one change
    for old, new in _functions(vars(module), other, module.__name__):
        old.__code__ = new.__code__
        old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    if outside:
        _values(module, other)


def _functions(
    old: Mapping[str, object], new: Mapping[str, object], home: str
) -> Iterator[tuple[FunctionType, FunctionType]]:
    for name, one in list(old.items()):
        mine, other = _plain(one), _plain(new.get(name))
        if getattr(mine, "__module__", None) != home:
            continue
        if isinstance(mine, FunctionType) and isinstance(other, FunctionType):
            yield mine, other
        if isinstance(mine, type) and isinstance(other, type):
            yield from _functions(vars(mine), vars(other), home)


def _plain(value: object) -> object:
    if isinstance(value, property):
        return value.fget
    return inspect.unwrap(value) if callable(value) else getattr(value, "__func__", value)


def _values(module: ModuleType, other: Mapping[str, object]) -> None:
    for name, old in list(vars(module).items()):
        if name.startswith("__") or callable(old) or name not in other or other[name] == old:
            continue
        for known in list(sys.modules.values()):
            if getattr(known, "__dict__", {}).get(name) is old:
                setattr(known, name, other[name])
