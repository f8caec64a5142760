"""Routes written in configuration: a path and the upstream it is sent to (Spring gateway, nginx, Envoy)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.facts.raw import labels, name_of, namespace_of
from bot.facts.view import View

_NGINX = re.compile(
    r"location\s+[^{]*?(?P<path>/[\w\-/.*]*)[^{]*\{[^}]*?proxy_pass\s+\w+://(?P<host>[\w.\-]+)"
)
_SPRING = re.compile(
    r"-\s*id:\s*(?P<id>[\w\-]+)\s*\n(?:(?!-\s*id:).)*?uri:\s*\w+://(?P<host>[\w.\-]+)(?:(?!-\s*id:).)*?Path=(?P<path>/[\w\-/.*]*)",
    re.DOTALL,
)
_ENVOY = re.compile(
    r"prefix:\s*[\"']?(?P<path>/[\w\-/.]*)[\"']?(?:(?!prefix:).){0,200}?cluster:\s*(?P<host>[\w.\-]+)",
    re.DOTALL,
)
_LONG = 200_000


@dataclass(frozen=True, slots=True)
class Route:
    """A path that is sent to a host, in which ConfigMap and file."""

    namespace: str
    config: str
    path: str
    host: str


def routes_of(view: View) -> tuple[Route, ...]:
    """All routes in the ConfigMaps that were read; ask with `view.once`."""
    return tuple(
        route
        for raw in view.objects("configmaps")
        for _, content in sorted(labels(raw, "data").items())
        for route in _in(namespace_of(raw), name_of(raw), content[:_LONG])
    )


def _in(namespace: str, config: str, content: str) -> Iterator[Route]:
    for pattern in (_NGINX, _SPRING, _ENVOY):
        for match in pattern.finditer(content):
            yield Route(namespace, config, match["path"], match["host"].lower())
