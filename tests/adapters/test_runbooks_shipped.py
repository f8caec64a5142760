"""The runbooks that come with Lookout: one for every cause, sound, and what they say may be said."""

import json
from pathlib import Path

import pytest

from bot.adapters.runbooks import load
from bot.adapters.runbooks.published import published
from bot.detectors.catalogue import CAUSES
from bot.domain.tool import TOOLS
from bot.voice.judge import judge
from tests.adapters.runbook_files import GROUPS

SHIPPED = Path(__file__).parents[2] / "runbooks"
LIBRARY = load(SHIPPED, causes=CAUSES, groups=GROUPS)

OFFERS = {
    "bad-rollout": "undo",
    "command-not-found": "undo",
    "configmap-missing": "undo",
    "container-start-refused": "undo",
    "cpu-saturated": "scale",
    "db-port-wrong": "undo",
    "image-not-found": "undo",
    "job-failed": "recreate-job",
    "kube-proxy-down": "cordon",
    "limit-range-violation": "undo",
    "liveness-probe-path": "undo",
    "liveness-probe-port": "undo",
    "liveness-probe-timing": "undo",
    "memory-near-limit": "restart",
    "network-agent-down": "cordon",
    "node-cordoned": "uncordon",
    "node-network-delay": "cordon",
    "node-network-loss": "cordon",
    "node-sandbox-failing": "cordon",
    "node-service-routing": "cordon",
    "oom-killed": "restart",
    "platform-mismatch": "undo",
    "pod-sandbox-failed": "delete-pod",
    "pod-spec-invalid": "undo",
    "port-conflict": "undo",
    "readiness-probe-path": "undo",
    "readiness-probe-port": "undo",
    "scaled-to-zero": "scale",
    "secret-missing": "undo",
    "service-address-mismatch": "undo",
    "statefulset-stuck": "delete-pod",
}
"""What is proposed first for a cause; the other causes of such a runbook get the same, all others nothing."""


def _offered(cause: str) -> str:
    book = LIBRARY.for_cause(cause)
    assert book is not None
    return next((step.tool for step in book.steps if step.tool in TOOLS), "")


def test_they_load_and_are_named_after_their_files() -> None:
    assert [str(problem) for problem in (*LIBRARY.problems, *LIBRARY.warnings)] == []
    assert [book.source for book in LIBRARY.runbooks] == [f"{book.id}.yaml" for book in LIBRARY.runbooks]
    assert {path.stem for path in SHIPPED.glob("*.yaml")} == {book.id for book in LIBRARY.runbooks}


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_every_cause_has_exactly_one_that_begins_with_checks(cause: str) -> None:
    (book,) = [one for one in LIBRARY.runbooks if cause in one.causes]
    tools = [step.tool for step in book.steps]
    checks = tools.count("observe")
    assert checks >= 2
    assert tools[:checks] == ["observe"] * checks


def test_none_serves_a_cause_that_no_detector_reports() -> None:
    assert {cause for book in LIBRARY.runbooks for cause in book.causes} == CAUSES


def test_what_is_proposed_for_which_cause() -> None:
    offered = {cause: tool for cause in CAUSES if (tool := _offered(cause))}
    assert set(OFFERS.items()) <= set(offered.items())
    alike = {book.id for book in LIBRARY.runbooks if set(book.causes) & set(OFFERS)}
    assert {book.id for book in LIBRARY.runbooks if set(book.causes) & set(offered)} == alike


@pytest.mark.parametrize("book", LIBRARY.runbooks, ids=lambda book: book.id)
def test_what_they_say_passes_the_language_guard(book: object) -> None:
    (one,) = [found for found in LIBRARY.runbooks if found is book]
    steps = [(step.title, step.expect, step.undo, step.prose) for step in one.steps]
    for text in (one.title, one.prose, *(text for step in steps for text in step if text)):
        assert judge(text).passed, (text, judge(text).rule)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_editor_finds_the_schema_by_their_first_line(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=schema.json"


def test_the_schema_beside_them_is_that_of_the_code() -> None:
    told = json.loads((SHIPPED / "schema.json").read_text(encoding="utf-8"))
    assert told == published(causes=CAUSES, groups=GROUPS)
