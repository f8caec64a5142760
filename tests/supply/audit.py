"""`make audit`: whether an advisory is known for a package of the lock, asked of OSV by pip-audit.

0: every package was asked about, and none has one. 1: one has. Where the service cannot be reached nothing is known:
that is said, as NOT CHECKED, and is 0, so that a place without a way out can build; with `--strict`, for a release, 2.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.supply.lock import LOCK, locked

FOUND, UNKNOWN = 1, 2
IGNORED: dict[str, str] = {}
"""Advisories that do not matter here, each with the reason; pip-audit's id as key."""
_MARKER = re.compile(r"^([a-z0-9][a-z0-9-]*==[^\s;\\]+)[ \t]*;[^\\\n]*", re.MULTILINE)


def main() -> None:
    """Ask, print, exit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strict", action="store_true", help="2 where the service cannot be reached")
    parser.add_argument("--url", default="", help="another OSV service: its address of /v1/query")
    parser.add_argument("--lock", type=Path, default=LOCK)
    asked = parser.parse_args()
    told, why = ask(asked.lock, asked.url)
    if told is None:
        print(f"NOT CHECKED for advisories: {why}")
        sys.exit(UNKNOWN if asked.strict else 0)
    lines = findings(told)
    missing = sorted(set(locked(asked.lock.read_text(encoding="utf-8"))) - {str(one["name"]) for one in told})
    lines += [f"{name}: was not asked about" for name in missing]
    print("\n".join(lines) or f"{len(told)} packages, no advisory known")
    sys.exit(FOUND if lines else 0)


def ask(lock: Path, url: str) -> tuple[list[dict[str, Any]] | None, str]:
    """What the service says of each package; None, and why, if it was not heard."""
    with tempfile.TemporaryDirectory(prefix="lookout-audit-") as folder:
        answer, asked = Path(folder) / "answer.json", Path(folder) / "everywhere.lock"
        asked.write_text(everywhere(lock.read_text(encoding="utf-8")), encoding="utf-8")
        service = ["--vulnerability-service", "osv", *(["--osv-url", url] if url else [])]
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(asked), "--require-hashes"]
        command += ["--disable-pip", "--progress-spinner", "off", "--timeout", "10", *service]
        command += ["--format", "json", "--output", str(answer)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if not answer.exists():
            words = ran.stderr.strip().splitlines() or [f"pip-audit ended with {ran.returncode}"]
            return None, words[-1][:300]
        told: list[dict[str, Any]] = json.loads(answer.read_text(encoding="utf-8"))["dependencies"]
        return told, ""


def everywhere(lock: str) -> str:
    """The lock without its markers: what another platform gets is asked about too, and not left out here."""
    return _MARKER.sub(r"\1 ", lock)


def findings(told: list[dict[str, Any]]) -> list[str]:
    """A line for each advisory that matters, and for each package that could not be asked about."""
    lines = []
    for package in told:
        if "skip_reason" in package:
            lines.append(f"{package['name']}: was not asked about ({package['skip_reason']})")
        for one in package.get("vulns", ()):
            if one["id"] not in IGNORED:
                fixed = ", ".join(one["fix_versions"]) or "none"
                lines.append(f"{package['name']} {package['version']}: {one['id']} (fixed in {fixed})")
    return lines


if __name__ == "__main__":
    main()
