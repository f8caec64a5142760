"""The mutants that no test finds, each with the reason why none has to: `explained.yaml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def explained() -> dict[str, dict[str, str]]:
    """By file: the names of such mutants, each with its reason."""
    written: Any = yaml.safe_load((Path(__file__).parent / "explained.yaml").read_text())
    return {
        file: {name: one["why"] for one in reasons for name in one["mutants"]}
        for file, reasons in written.items()
    }
