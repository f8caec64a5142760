"""`make check`: reads what slipcover counted; nine in ten of all lines and branches, and every one of four rooms.

python -m tests.covered build/coverage.json
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

WHOLE = ("bot/domain/", "bot/detectors/", "bot/gates/", "bot/render/")
LEAST = 90.0
"""Per cent, of everything together."""
KINDS = ("lines", "branches")


def main(counted: Path) -> int:
    """0 if enough is covered, else 1; what is not covered is printed."""
    files = json.loads(counted.read_text(encoding="utf-8"))["files"]
    known = {str(one) for one in Path("bot").rglob("*.py")}
    holes = [*(f"{name}: never counted" for name in sorted(known - set(files))), *_holes(files)]
    share = 100 * _sum(files, "covered") / (_sum(files, "covered") + _sum(files, "missing"))
    for line in holes:
        print(line)
    print(f"{share:.1f} % of lines and branches are covered, {len(holes)} holes where there may be none")
    return int(bool(holes) or share < LEAST)


def _sum(files: Mapping[str, Any], what: str) -> int:
    return sum(one["summary"][f"{what}_{kind}"] for one in files.values() for kind in KINDS)


def _holes(files: Mapping[str, Any]) -> Iterator[str]:
    """What was not run of a room in which everything is."""
    for name, one in sorted(files.items()):
        if name.startswith(WHOLE):
            for line in one["missing_lines"]:
                yield f"{name}:{line}: not run"
            for first, then in one["missing_branches"]:
                yield f"{name}:{first}: never goes on to {then or 'the end'}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
