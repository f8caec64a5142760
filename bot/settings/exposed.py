"""Files with secrets that more people may read than Lookout: said, and no reason not to start."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.settings.config import Config

FIELDS = frozenset({"token_file", "url_file", "key_file", "secret_file", "kubeconfig"})
"""Fields of the configuration that name a file with a secret in it."""


def exposed(config: Config | None, named: dict[str, Path]) -> Iterator[str]:
    """A sentence for each file that every user of the machine may read; `named` are those of the environment."""
    files = {path: name for name, path in named.items()}
    if config is not None:
        files |= {path: ".".join(place) for place, path in _paths(config.model_dump(), ())}
    for path, name in sorted(files.items()):
        try:
            mode = path.expanduser().stat().st_mode
        except OSError:
            continue  # that it is not there is said by whoever needs it
        if mode & stat.S_IROTH:
            yield f"{name}: every user of this machine may read {path} (mode {stat.S_IMODE(mode):04o})"


def _paths(value: Any, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Path]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
    for key, one in items:
        if key in FIELDS and isinstance(one, Path):
            yield (*place, str(key)), one
        else:
            yield from _paths(one, (*place, str(key)))
