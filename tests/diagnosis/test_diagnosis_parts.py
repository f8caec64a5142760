import json

from hypothesis import given
from hypothesis import strategies as st

from bot.diagnosis import diagnose
from bot.diagnosis.confidence import MOST, confidence
from bot.diagnosis.jsonl import as_json
from bot.diagnosis.ranking import rank
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.view import View
from bot.facts.when import instant
from tests.detectors.shop import NOW, ago, ended, pod, snapshot, waiting

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


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 5))
def test_confidence_is_monotone_and_never_certain(one: float, other: float, against: int) -> None:
    low, high = sorted((one, other))
    assert 0 <= confidence(low, against=against) <= confidence(high, against=against) <= MOST < 1
    assert confidence(high, against=against + 1) <= confidence(high, against=against)


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
