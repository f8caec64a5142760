"""The lock as values: what is pinned with which hashes, and which of it runs in production.

requirements.lock holds the development's tools too. What runs is what `dependencies` of pyproject.toml reach, by what
the installed packages say they require; a requirement of another platform counts where the lock has it.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK, PROJECT = ROOT / "requirements.lock", ROOT / "pyproject.toml"
_PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """A package of the lock; `sha256` are the digests of all files that may be installed for it."""

    name: str
    version: str
    sha256: tuple[str, ...]


def locked(text: str) -> dict[str, Locked]:
    """The packages of a lock, by name."""
    starts = list(_PIN.finditer(text))
    ends = [one.start() for one in starts[1:]] + [len(text)]
    return {
        one[1]: Locked(one[1], one[2], tuple(_HASH.findall(text[one.start() : end])))
        for one, end in zip(starts, ends, strict=True)
    }


def direct() -> list[Requirement]:
    """What Lookout itself asks for."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return [Requirement(one) for one in project["dependencies"]]


def version() -> str:
    """Lookout's own version."""
    return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])


def runtime(packages: Mapping[str, Locked]) -> dict[str, frozenset[str]]:
    """The packages that run in production, each with those it requires."""
    found: dict[str, set[str]] = {}
    waiting = [(canonicalize_name(one.name), frozenset(one.extras)) for one in direct()]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen or name not in packages:
            continue
        seen.add((name, extras))
        wanted = list(_wanted(name, extras, packages))
        found.setdefault(name, set()).update(canonicalize_name(one.name) for one in wanted)
        waiting += [(canonicalize_name(one.name), frozenset(one.extras)) for one in wanted]
    return {name: frozenset(found[name]) for name in sorted(found)}


def _wanted(name: str, extras: Iterable[str], packages: Mapping[str, Locked]) -> Iterable[Requirement]:
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return  # of another platform: what it would require there is in the lock by others, or by itself
    for line in lines:
        one = Requirement(line)
        optional = "extra ==" in str(one.marker or "")
        chosen = any(one.marker and one.marker.evaluate({"extra": extra}) for extra in extras)
        if canonicalize_name(one.name) in packages and (chosen or not optional):
            yield one
