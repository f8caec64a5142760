"""The benchmark's mapping names causes that the rules can report."""

import json
from pathlib import Path

from bot.detectors.catalogue import CAUSES

LABELS = Path(__file__).parent.parent / "benchmarks" / "opsbench.json"


def test_the_mapping_names_known_causes_only_each_with_a_label() -> None:
    mapping = json.loads(LABELS.read_text(encoding="utf-8"))
    assert set(mapping) <= CAUSES
    assert all(mapping.values())
