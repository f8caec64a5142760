import json
from pathlib import Path
from typing import Any

import pytest

from bot.redaction import redact

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "secrets" / "secrets.jsonl"


def _rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SHARED.read_text().splitlines()] if SHARED.is_file() else []


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared examples are not here")
def test_the_shared_examples_are_redacted_or_kept_as_they_must_be() -> None:
    wrong = []
    for row in _rows():
        said = redact(row["text"], b"key")
        leaked = any(secret in said for secret in row["secrets"])
        lost = any(kept not in said for kept in row["keep"])
        if leaked or lost or (row["must"] == "survive" and said != row["text"]):
            wrong.append(said)
    assert wrong == []
