"""The threat model names tests that exist, for every threat, and links that lead somewhere."""

import re

from tests.deploy.kustomized import ROOT

MODEL = (ROOT / "deploy" / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(test_\w+)`")
DEFINED = re.compile(r"^\s*(?:async )?def (test_\w+)\(", re.MULTILINE)
BOUNDARIES = ("Slack", "telemetry", "model", "cluster", "database", "shell", "runbooks", "supply chain")


def test_every_test_that_the_threat_model_names_exists() -> None:
    files = (ROOT / "tests").rglob("test_*.py")
    defined = {name for file in files for name in DEFINED.findall(file.read_text(encoding="utf-8"))}
    named = set(NAMED.findall(MODEL))
    assert len(named) > 40
    assert named - defined == set()


def test_every_threat_has_a_test() -> None:
    part = MODEL.partition("## Threats")[2].partition("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| ") and not line.startswith("| threat")]
    assert len(rows) >= 15
    assert [row for row in rows if not NAMED.search(row.rsplit("|", 2)[1])] == []


def test_every_boundary_says_what_is_trusted_and_what_is_not() -> None:
    part = MODEL.partition("## Where trust ends")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in part.splitlines() if line.startswith("| ")]
    assert [word for word in BOUNDARIES if not any(word in row[1] for row in rows)] == []
    assert all(cell.strip() for row in rows for cell in row[1:4])
