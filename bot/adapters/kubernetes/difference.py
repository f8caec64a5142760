"""What a change would do: a small unified diff of the object as it is and the answer to a dry run.

Only what people write is compared: spec, labels and annotations. Secrets are taken out of both sides first,
so a changed secret still shows as a change and its value never does.
"""

from collections.abc import Mapping
from difflib import unified_diff
from typing import Any

import yaml

from bot.redaction import redact_value

CONTEXT = 3
NOISE = frozenset({"kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"})


def difference(before: Mapping[str, Any], after: Mapping[str, Any], *, name: str, key: bytes) -> str:
    """The unified diff of two raw objects, "" if nothing that counts differs; `key` is the redaction key."""
    lines = unified_diff(
        _lines(before, key),
        _lines(after, key),
        fromfile=f"{name} (now)",
        tofile=f"{name} (after)",
        n=CONTEXT,
        lineterm="",
    )
    return "\n".join(lines)


def _lines(raw: Mapping[str, Any], key: bytes) -> list[str]:
    metadata = raw.get("metadata") or {}
    annotations = {k: v for k, v in (metadata.get("annotations") or {}).items() if k not in NOISE}
    written = {"labels": metadata.get("labels") or {}, "annotations": annotations}
    seen = {
        "metadata": {name: value for name, value in written.items() if value},
        "spec": raw.get("spec") or {},
    }
    text: str = yaml.safe_dump(redact_value(seen, key), sort_keys=True, width=160, allow_unicode=True)
    return text.splitlines()
