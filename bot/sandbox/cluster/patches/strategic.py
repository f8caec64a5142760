"""Strategic merge patch: lists of things with a name merge by that name, with `$patch` and its sister directives.

The merge keys are those of the built-in kinds' Go types. A list that is not in the table is replaced whole, as the
server does for atomic lists (tolerations, envFrom, args).
"""

from typing import Any

_KEYS: dict[str, tuple[str, ...]] = {
    "containers": ("name",),
    "initContainers": ("name",),
    "ephemeralContainers": ("name",),
    "env": ("name",),
    "volumes": ("name",),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "imagePullSecrets": ("name",),
    "secrets": ("name",),
    "hostAliases": ("ip",),
    "conditions": ("type",),
    "ownerReferences": ("uid",),
    "taints": ("key",),
    "topologySpreadConstraints": ("topologyKey",),
    "ports": ("containerPort", "port"),
}
_SETS = ("finalizers", "podCIDRs")
_ORDER, _DELETE, _RETAIN, _PATCH = "$setElementOrder/", "$deleteFromPrimitiveList/", "$retainKeys", "$patch"


def strategic_merge(base: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """The merged map; `base` is changed in place."""
    directive = patch.get(_PATCH)
    if directive == "replace":
        return strategic_merge({}, {key: value for key, value in patch.items() if key != _PATCH})
    if directive == "delete":
        return {}
    if _RETAIN in patch:
        for key in [key for key in base if key not in patch[_RETAIN]]:
            del base[key]
    for key, value in patch.items():
        if not key.startswith("$"):
            _merge_field(base, key, value)
    for key, value in patch.items():
        if key.startswith(_DELETE):
            name = key.removeprefix(_DELETE)
            base[name] = [item for item in base.get(name, []) if item not in value]
        elif key.startswith(_ORDER):
            _order(base, key.removeprefix(_ORDER), value)
    return base


def _merge_field(base: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        base.pop(key, None)
    elif isinstance(value, dict):
        old = base.get(key)
        merged = strategic_merge(old if isinstance(old, dict) else {}, value)
        if value.get(_PATCH) == "delete":
            base.pop(key, None)
        else:
            base[key] = merged
    elif isinstance(value, list):
        base[key] = _merge_list(key, list(base.get(key) or []), value)
    else:
        base[key] = value


def _merge_list(field: str, old: list[Any], patch: list[Any]) -> list[Any]:
    if field in _SETS:
        return old + [item for item in patch if item not in old]
    if not all(isinstance(item, dict) for item in patch):
        return patch
    if any(item.get(_PATCH) == "replace" and len(item) == 1 for item in patch):
        return [strategic_merge({}, item) for item in patch if _PATCH not in item]
    if field not in _KEYS:
        return [strategic_merge({}, item) for item in patch]
    for item in patch:
        _merge_item(_KEYS[field], old, item)
    return old


def _merge_item(keys: tuple[str, ...], items: list[Any], item: dict[str, Any]) -> None:
    at = next((index for index, found in enumerate(items) if _same(keys, found, item)), None)
    if item.get(_PATCH) == "delete":
        if at is not None:
            del items[at]
    elif at is None:
        items.append(strategic_merge({}, {key: value for key, value in item.items() if key != _PATCH}))
    else:
        items[at] = strategic_merge(items[at], item)


def _same(keys: tuple[str, ...], one: dict[str, Any], other: dict[str, Any]) -> bool:
    key = next((key for key in keys if key in other), keys[0])
    if one.get(key) != other.get(key):
        return False
    if keys[0] != "containerPort" or "protocol" not in other:
        return True
    return bool(one.get("protocol", "TCP") == other["protocol"])


def _order(base: dict[str, Any], field: str, order: list[Any]) -> None:
    keys = _KEYS.get(field, ())
    items = list(base.get(field) or [])

    def place(item: Any) -> int:
        for index, wanted in enumerate(order):
            if item == wanted if not isinstance(wanted, dict) else _same(keys, item, wanted):
                return index
        return len(order)

    base[field] = sorted(items, key=place)
