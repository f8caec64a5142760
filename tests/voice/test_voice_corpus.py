"""Texts of our own, by kind: what must be blocked and what must pass. A line that fails is printed whole."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.voice import rules
from bot.voice.jsonl import parse_acts, verdict, verdicts
from bot.voice.markup import unfold
from bot.voice.normalise import normalise
from bot.voice.sentences import sentences

CORPUS = Path(__file__).parent / "corpus"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "guard"
ACTS = parse_acts((CORPUS / "ledger.json").read_text())


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _kinds(name: str) -> list[str]:
    return list(dict.fromkeys(row["kind"] for row in _rows(CORPUS / name)))


@pytest.mark.parametrize("kind", _kinds("block.jsonl"))
def test_every_text_that_claims_something_is_blocked(kind: str) -> None:
    rows = [row for row in _rows(CORPUS / "block.jsonl") if row["kind"] == kind]
    passed = [row["text"] for row in rows if verdict(row["text"], kind, ACTS)["verdict"] == "pass"]
    assert passed == []


@pytest.mark.parametrize("kind", _kinds("allow.jsonl"))
def test_every_legitimate_neighbour_passes(kind: str) -> None:
    rows = [row for row in _rows(CORPUS / "allow.jsonl") if row["kind"] == kind]
    said = [(verdict(row["text"], kind, ACTS)["rule"], row["text"]) for row in rows]
    assert [one for one in said if one[0]] == []


def test_without_the_record_no_attribution_passes() -> None:
    rows = [row for row in _rows(CORPUS / "allow.jsonl") if row["kind"] == "attributed_human"]
    passed = [row["text"] for row in rows if verdict(row["text"], row["kind"])["verdict"] == "pass"]
    # A handed-over quote of nothing and the like claims no deed; most must fall.
    assert len(passed) <= len(rows) // 10


def _pieces() -> Iterator[str]:
    for name in ("block.jsonl", "allow.jsonl"):
        for row in _rows(CORPUS / name):
            unfolded = unfold(normalise(row["text"]).text)
            for reading in unfolded.readings:
                for sentence in sentences(reading, unfolded.code):
                    yield from sentence.pieces


def test_the_index_of_claims_overlooks_none_that_a_full_search_finds() -> None:
    overlooked = []
    for piece in set(_pieces()):
        near = set(rules._candidates(piece))
        for place, (rule, pattern, _) in enumerate(rules._compiled()):
            if place not in near and pattern.search(piece):
                overlooked.append((rule, piece))
    assert overlooked == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared examples are not here")
@pytest.mark.parametrize(("name", "wanted"), [("block.jsonl", "block"), ("allow.jsonl", "pass")])
def test_the_shared_examples_are_judged_as_they_say(name: str, wanted: str) -> None:
    acts = parse_acts((SHARED / "ledger.json").read_text())
    lines = (SHARED / name).read_text(encoding="utf-8").splitlines()
    wrong = [
        line for line, said in zip(lines, verdicts(lines, acts), strict=True) if said["verdict"] != wanted
    ]
    assert wrong == []
