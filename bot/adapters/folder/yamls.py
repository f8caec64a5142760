"""Lists written as YAML, taken apart object by object where they are laid out as `kubectl -o yaml` lays them out.

Slower than JSON by a factor of ten or more; what kubectl prints by default is JSON.
"""

import math
from collections.abc import Iterator
from typing import Any, TextIO

import yaml

from bot.adapters.folder.scan import Listed, slim

_C: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOUND = 10**18


class _Loader(_C):  # type: ignore[misc] # the C loader has no types
    """Times stay text, as they are in JSON."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the library's name and form
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def documents(source: TextIO) -> Iterator[Listed]:
    """The documents of a YAML stream, each as a List or one object."""
    for lines in _split(source):
        yield _document(lines)


def _split(source: TextIO) -> Iterator[list[str]]:
    lines: list[str] = []
    for line in source:
        if line.rstrip() == "---":
            if any(map(str.strip, lines)):
                yield lines
            lines = []
        else:
            lines.append(line)
    if any(map(str.strip, lines)):
        yield lines


def _document(lines: list[str]) -> Listed:
    found = Listed()
    begin = next((place + 1 for place, line in enumerate(lines) if line.rstrip() == "items:"), None)
    if begin is None or begin == len(lines) or not lines[begin].startswith("- "):
        _whole(found, "".join(lines))
        return found
    end = next(
        (place for place in range(begin, len(lines)) if lines[place][:1] not in {"-", " ", "\n"}), len(lines)
    )
    found.is_list = True
    starts = [place for place in range(begin, end) if lines[place].startswith("- ")]
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        for one in _loaded(found, "".join(lines[start:stop])) or [None]:
            found.items.append(slim(one))
    around = _loaded(found, "".join([*lines[: begin - 1], *lines[end:]]))
    found.kind = str(around.get("kind", "")) if isinstance(around, dict) else ""
    return found


def _whole(found: Listed, content: str) -> None:
    value = _loaded(found, content)
    if isinstance(value, dict) and isinstance(value.get("items"), list):
        found.is_list, found.items = True, [slim(one) for one in value["items"]]
    else:
        found.other = value
    found.kind = str(value.get("kind", "")) if isinstance(value, dict) else ""


def _loaded(found: Listed, content: str) -> Any:
    """The value, or None with the reason in `found.cut`."""
    try:
        return _plain(yaml.load(content, Loader=_Loader), set())  # noqa: S506 - a safe loader, less times
    except (yaml.YAMLError, ValueError) as error:
        found.cut = f"no YAML ({str(error).splitlines()[0][:120]})"
    except RecursionError:
        found.cut = "it is nested too deep"
    return None


def _plain(value: Any, above: set[int]) -> Any:
    """The value as JSON would hold it: text for keys, bounded numbers, and nothing that stands in two places.

    Raises:
        ValueError: it uses aliases, which a few lines of can stand for more than fits into memory.
    """
    if isinstance(value, dict | list):
        if id(value) in above:
            raise ValueError("YAML aliases are not read here")
        above.add(id(value))
        if isinstance(value, list):
            return [_plain(one, above) for one in value]
        return {str(key): _plain(one, above) for key, one in value.items()}
    if isinstance(value, float):
        return max(-float(_BOUND), min(float(_BOUND), value)) if math.isfinite(value) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-_BOUND, min(_BOUND, value))
    return value if isinstance(value, str | bool) else None
