"""Kubernetes quantities: "250m", "128Mi", "1e3", as numbers and back as people write them."""

import re
from typing import Any

_SUFFIX = {
    "n": 1e-9,
    "u": 1e-6,
    "m": 1e-3,
    "": 1.0,
    "k": 1e3,
    "M": 1e6,
    "G": 1e9,
    "T": 1e12,
    "P": 1e15,
    "E": 1e18,
    "Ki": 2.0**10,
    "Mi": 2.0**20,
    "Gi": 2.0**30,
    "Ti": 2.0**40,
    "Pi": 2.0**50,
    "Ei": 2.0**60,
}
_QUANTITY = re.compile(r"^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]i?|Ki)?$")


def quantity(written: Any) -> float | None:
    """The number of a quantity (cores, bytes, pieces), or None if it is none."""
    if isinstance(written, bool):
        return None
    if isinstance(written, int | float):
        return float(written)
    match = _QUANTITY.match(written.strip()) if isinstance(written, str) else None
    factor = _SUFFIX.get(match[2] or "") if match else None
    return float(match[1]) * factor if match and factor is not None else None


def amount(written: Any) -> float:
    """As `quantity`, with 0 for what is absent or unreadable."""
    return quantity(written) or 0.0


def cores(value: float) -> str:
    """Cores as a person writes them: `250m`, `2`, `1.5`."""
    if 0 < value < 1:
        return f"{round(value * 1000)}m"
    return f"{round(value, 2):g}"


def size(value: float) -> str:
    """Bytes as a person writes them: `128Mi`, `3.5Gi`."""
    for suffix in ("Ti", "Gi", "Mi", "Ki"):
        if abs(value) >= _SUFFIX[suffix]:
            return f"{round(value / _SUFFIX[suffix], 1):g}{suffix}"
    return f"{round(value):d}"


def written(resource: str, value: float) -> str:
    """The value in the unit people use for that resource."""
    return size(value) if resource in {"memory", "storage", "ephemeral-storage"} else cores(value)
