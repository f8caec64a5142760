"""A town where much is wrong at once: an object of every kind that rules read, so that each of them has work."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.snapshot import Snapshot
from tests.detectors.shop import snapshot

CLUSTER = "cluster"


@cache
def town() -> Snapshot:
    """All of it, with logs, alerts and metrics."""
    told: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    objects = {
        plural: {"" if home == CLUSTER else home: tuple(found) for home, found in homes.items()}
        for plural, homes in told["objects"].items()
    }
    empty = snapshot(told["logs"], alerts=told["alerts"], metrics=told["metrics"], nodes=())
    return empty.model_copy(update={"objects": {**empty.objects, **objects}})
