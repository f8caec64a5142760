import json

import pytest

from bot.diagnosis import diagnose
from bot.diagnosis.confidence import BESIDE, LEADS, confidence
from bot.diagnosis.jsonl import as_json
from bot.diagnosis.ranking import rank
from bot.diagnosis.standing import Grade, Standing, standings
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.view import View
from bot.facts.when import instant
from tests.detectors.shop import NOW, ago, ended, event, pod, snapshot, waiting

CART = Subject(kind="Deployment", namespace="shop", name="cart")


def finding(
    cause: str = "image-not-found", *, strength: float = 0.9, age: float | None = 60, subject: Subject = CART
) -> Finding:
    at = None if age is None else instant(ago(age))
    return Finding(
        detector="image-pull",
        cause=cause,
        subject=subject,
        statement=cause,
        cites=(Observation(source="event", ref="x", quote="y", at=at),),
        refuted_by="z",
        next_check="kubectl get pods",
        strength=strength,
    )


def scores(*findings: Finding) -> list[float]:
    return [one.score for one in rank(View(snapshot()), findings)]


def test_confidence_rises_with_the_grade_falls_with_what_was_missing_and_is_never_certain() -> None:
    for table in (LEADS, BESIDE):
        for missing in range(3):
            column = [table[grade][missing] for grade in Grade if grade in table]
            assert column == sorted(column)
        assert all(0 < share < 1 for shares in table.values() for share in shares)
        assert all(list(shares) == sorted(shares, reverse=True) for shares in table.values())
    assert all(LEADS[grade][missing] >= BESIDE[grade][missing] for grade in LEADS for missing in range(3))


def test_every_observation_against_costs_a_fifth() -> None:
    standing = Standing(Grade.STRONG, leads=True, missing=0)
    assert confidence(standing, against=1) == round(confidence(standing) * 0.8, 2)


@pytest.mark.parametrize(
    ("found", "grades"),
    [
        ([finding(strength=0.95)], [Grade.STRONG]),
        ([finding(strength=0.8)], [Grade.LIKELY]),
        ([finding(strength=0.7)], [Grade.WEAK]),
        ([finding(strength=0.6)], [Grade.SHAPE]),
        ([finding(strength=0.95), finding("a", strength=0.6)], [Grade.STRONG, Grade.EXPLAINED]),
        ([finding(strength=0.8), finding("a", strength=0.78)], [Grade.SHAPE, Grade.LIKELY]),
        ([finding(strength=0.95), finding("a", strength=0.93)], [Grade.STRONG, Grade.STRONG]),
    ],
    ids=[
        "decisive",
        "likely",
        "weak",
        "a symptom",
        "one explains the other",
        "two nearly alike",
        "two decisive",
    ],
)
def test_what_a_confidence_depends_on(found: list[Finding], grades: list[Grade]) -> None:
    view = View(snapshot())
    assert [one.grade for one in standings(view, rank(view, found))] == grades


def test_two_that_explain_one_another_are_both_a_shape_of_trouble_to_the_first() -> None:
    pair = [finding("a", strength=0.6), finding("b", strength=0.6)]
    pair = [one.model_copy(update={"explains": (CART,)}) for one in pair]
    view = View(snapshot())
    assert next(standings(view, rank(view, pair))).grade is Grade.SHAPE


def test_missing_evidence_is_counted_by_kind() -> None:
    told = event("Failed", "x")
    full = snapshot({"cart-b-1/app": "x"}, pods=[pod()], events=[told], alerts=[{"labels": {}}])
    subject = Subject(kind="ReplicaSet", namespace="shop", name="cart-b")
    kinds = [
        full,
        full.model_copy(update={"logs": {}}),
        full.model_copy(update={"logs": {}, "alerts": ()}),
        snapshot(),
    ]
    counts = []
    for seen in kinds:
        view = View(seen)
        counts += [one.missing for one in standings(view, rank(view, [finding(subject=subject)]))]
    assert counts == [0, 1, 2, 2]


def test_the_same_cause_of_the_same_subject_is_one_and_the_stronger_counts() -> None:
    ranked = rank(View(snapshot()), [finding(strength=0.7), finding(strength=0.9)])
    assert [one.finding.strength for one in ranked] == [0.9]


def test_what_was_seen_lately_counts_more_than_what_is_old() -> None:
    fresh, unknown, hours, days = (scores(finding(age=age))[0] for age in (60, None, 5000, 90_000))
    assert fresh > unknown > hours > days


def test_another_namespace_counts_less() -> None:
    away = Subject(kind="Deployment", namespace="away", name="cart")
    assert scores(finding(subject=away))[0] < scores(finding())[0]
    assert scores(finding(subject=Subject(kind="Node", name="n")))[0] == scores(finding())[0]


def test_a_line_of_output_has_the_documented_shape() -> None:
    one = pod(status=[waiting("CrashLoopBackOff", restarts=2, last=ended(1))])
    there = {"metadata": {"name": "settings", "namespace": "shop"}}
    stuck = pod(
        "b-1", of="b", status=[waiting("CreateContainerConfigError", 'configmap "settings" not found')]
    )
    diagnosis = diagnose(snapshot(pods=[one, stuck], configmaps=[there], leave_out=["nodes"]), version="1")
    line = json.loads(json.dumps(as_json("s1", diagnosis)))
    assert list(line) == ["snapshot", "verdict", "hypotheses", "findings", "gaps", "duration_ms"]
    assert (line["snapshot"], line["verdict"], line["findings"]) == ("s1", "fault", 2)
    assert line["gaps"] == ["nodes: not read"]
    first = line["hypotheses"][0]
    assert list(first) == [
        "rank", "cause", "subject", "confidence", "statement", "evidence", "against", "refuted_by", "next_check",
    ]  # fmt: skip
    assert first["subject"] == {"kind": "ReplicaSet", "namespace": "shop", "name": "cart-b"}
    assert list(first["evidence"][0]) == ["id", "source", "ref", "quote"]
    assert any(item["against"] for item in line["hypotheses"])


def test_the_present_is_the_snapshots_own_time() -> None:
    assert diagnose(snapshot(), version="1").taken_at == NOW
