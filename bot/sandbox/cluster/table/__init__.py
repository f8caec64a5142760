"""`as=Table` answers: what `kubectl get` prints, computed by the server, small enough for thousands of pods."""

from datetime import datetime

from bot.sandbox.cluster.objects import Obj
from bot.sandbox.cluster.resources import Resource
from bot.sandbox.cluster.table.columns import COLUMNS, PLAIN, Column


def as_table(resource: Resource, answer: Obj, items: list[Obj], now: datetime, include: str) -> Obj:
    """The Table of a list; `include` is None, Metadata or Object, and "" means Metadata."""
    columns = columns_of(resource)
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": answer.get("metadata", {}),
        "columnDefinitions": [
            {
                "name": column.name,
                "type": column.kind,
                "format": "name" if column.name == "Name" else "",
                "description": column.name,
                "priority": column.priority,
            }
            for column in columns
        ],
        "rows": [
            {"cells": [column.cell(item, now) for column in columns], "object": _included(item, include)}
            for item in items
        ],
    }


def columns_of(resource: Resource) -> tuple[Column, ...]:
    """The columns of a kind. Events begin with when they were seen, everything else with its name."""
    found = COLUMNS.get(resource.kind, PLAIN)
    return (
        found
        if resource.kind == "Event"
        else (Column("Name", lambda obj, _: obj["metadata"]["name"]), *found)
    )


def _included(item: Obj, include: str) -> Obj | None:
    if include == "None":
        return None
    if include == "Object":
        return item
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]}
