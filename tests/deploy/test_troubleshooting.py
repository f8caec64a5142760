"""The troubleshooting guide speaks of what the program says: no symptom is made up, no line of the doctor left out."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from bot.adapters.slack.errors import REFUSED
from bot.app.doctor import NAMES
from tests.architecture.sources import trees

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "deploy" / "TROUBLESHOOTING.md").read_text(encoding="utf-8")
ASSEMBLED = {"dispatch_failed", "not read (no answer)", "not read (not allowed)", "unknown channel"}
"""What Slack says itself, or what is put together of a phrase and a value."""


def table(title: str) -> list[str]:
    """The first cells of the table under a heading."""
    return re.findall(r"(?m)^\| (.+?) \|", GUIDE.split(f"\n## {title}\n")[1].split("\n## ")[0])[1:]


@cache
def said() -> str:
    """Every string of the sources; a value within one is left out as `{}`."""
    found = []
    for name, tree in trees().items():
        if name.startswith("sandbox/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                found.append(
                    "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return "\n".join(found)


@pytest.mark.parametrize("title", ["On call, in Slack", "It does not start", "It runs, and something is off"])
def test_every_quoted_symptom_is_something_that_the_program_says(title: str) -> None:
    quoted = {one for cell in table(title) for one in re.findall(r"`([^`]+)`", cell)}
    assert quoted
    assert {one for one in quoted if one not in said()} <= ASSEMBLED


def test_every_reason_for_which_slack_refuses_a_token_or_scope_is_in_the_guide() -> None:
    for error in ("invalid_auth", "token_expired", "token_revoked", "account_inactive", "missing_scope"):
        assert re.split(r" \(|: ", REFUSED[error])[0] in GUIDE


def test_every_line_of_the_doctor_has_a_row() -> None:
    assert [one.strip("`") for one in table("Every line of the doctor")] == list(NAMES)
