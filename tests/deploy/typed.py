"""An object held against the models of the official client: no field that they lack, no value of another type."""

import re
from collections.abc import Iterator
from typing import Any

from kubernetes.aio.client import models

Misfit = tuple[str, str]
"""The place in the object, and what is wrong there."""

_PLAIN: dict[str, type | tuple[type, ...]] = {
    "str": str, "int": int, "bool": bool, "float": (int, float), "object": object, "datetime": str,
}  # fmt: skip


def model_of(raw: dict[str, Any]) -> str:
    """The model's name: `V1Deployment` of kind Deployment in apps/v1."""
    version = raw["apiVersion"].rpartition("/")[2]
    return f"{version[0].upper()}{version[1:]}{raw['kind']}"


def misfits(value: Any, model: str, place: str = "") -> Iterator[Misfit]:
    """Everything in the value that the model does not admit."""
    if listed := re.fullmatch(r"[Ll]ist\[(.+)\]", model):
        if not isinstance(value, list):
            yield place, "is no list"
            return
        for number, one in enumerate(value):
            yield from misfits(one, listed[1], f"{place}.{number}")
    elif mapped := re.fullmatch(r"[Dd]ict\[str, (.+)\]", model):
        for key, one in value.items():
            yield from misfits(one, mapped[1], f"{place}.{key}")
    elif model in _PLAIN:
        wrong_bool = isinstance(value, bool) and model not in {"bool", "object"}
        if wrong_bool or not isinstance(value, _PLAIN[model]):
            yield place, f"is no {model}"
    else:
        yield from _fields(value, getattr(models, model), place)


def _fields(value: Any, model: Any, place: str) -> Iterator[Misfit]:
    names = {there: here for here, there in model.attribute_map.items()}
    for field, one in value.items():
        if field not in names:
            yield f"{place}.{field}".lstrip("."), f"{model.__name__} has no such field"
        else:
            yield from misfits(one, model.openapi_types[names[field]], f"{place}.{field}".lstrip("."))
