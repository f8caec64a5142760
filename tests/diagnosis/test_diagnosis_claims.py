"""What a model concluded, and what of it stands."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.detectors.catalogue import CAUSES
from bot.diagnosis.claims import CLAIMS_SCHEMA, MOST, UNSEEN, Checked, check_claims, refined
from bot.domain.diagnosis import VerdictKind
from bot.domain.snapshot import Read
from bot.domain.target import Subject
from bot.voice.judge import judge
from tests.diagnosis.claim_factories import (
    AT,
    CART,
    EVIDENCE,
    KILLED,
    LOG,
    answer,
    claim,
    diagnosis,
    hypothesis,
    seen,
)

STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("cause", "subject", "statement", "mechanism", "confidence", "evidence", "against", "next_check")


def only(checked: Checked) -> Any:
    """The one hypothesis that stands."""
    [one] = checked.hypotheses
    return one


def test_a_backed_hypothesis_stands_as_the_models_own() -> None:
    checked = check_claims(answer(), EVIDENCE)
    one = only(checked)
    assert (one.cause, one.subject, one.source, one.evidence) == ("oom-killed", CART, "model", ("E1",))
    assert (checked.verdict, checked.unbacked, checked.dropped) == (VerdictKind.FAULT, 0, ())
    assert [(cited.id, cited.span) for cited in checked.citations[1]] == [("E1", "reason OOMKilled")]


@pytest.mark.parametrize(
    ("cites", "why"),
    [
        ([], "cites nothing"),
        ([{"id": "E9", "span": "reason OOMKilled"}], "E9 is no evidence of this triage"),
        ([{"id": "E1; drop", "span": "reason OOMKilled"}], "what is cited is no evidence"),
        ([{"id": "E1", "span": "reason: OOMKilled"}], "does not stand in E1"),
        ([{"id": "E1", "span": "REASON OOMKILLED"}], "does not stand in E1"),
        ([{"id": "E1", "span": "137"}], "too short"),
        ([{"id": "E1", "span": "     \n    "}], "too short"),
        ([{"id": "E2", "span": "x" * 3_000}], "longer than"),
        ("E1", "cites nothing"),
        (["E1"], "cites nothing"),
    ],
)
def test_a_hypothesis_without_a_citation_that_holds_is_dropped_and_counted(cites: Any, why: str) -> None:
    checked = check_claims(answer(claim(evidence=cites)), EVIDENCE)
    assert (checked.hypotheses, checked.evidence, checked.unbacked) == ((), (), 1)
    assert checked.verdict is VerdictKind.UNSURE
    assert any(why in one for one in checked.dropped)


def test_a_span_that_is_all_there_is_may_be_short() -> None:
    one = claim(evidence=[{"id": "E3", "span": "137"}])
    assert check_claims(answer(one), (*EVIDENCE, seen(3, "137"))).unbacked == 0


def test_an_invented_citation_beside_a_true_one_costs_confidence_and_is_said() -> None:
    both = [{"id": "E1", "span": "reason OOMKilled"}, {"id": "E7", "span": "the owner said so"}]
    checked = check_claims(answer(claim(evidence=both)), EVIDENCE)
    assert only(checked).evidence == ("E1",)
    assert only(checked).confidence < only(check_claims(answer(), EVIDENCE)).confidence
    assert checked.dropped == ("hypothesis 1: E7 is no evidence of this triage",)


def test_of_a_long_text_only_the_cited_lines_are_kept_under_the_digest_of_all_of_it() -> None:
    one = claim(evidence=[{"id": "E2", "span": "OutOfMemoryError"}, {"id": "E2", "span": "line 3 of"}])
    [kept] = check_claims(answer(one), EVIDENCE).evidence
    assert kept.quote == "02:09 java.lang.OutOfMemoryError: Java heap space\nline 3 of many"
    assert kept.digest == EVIDENCE[1].digest


def test_a_span_at_the_end_of_one_enormous_line_is_kept_alone() -> None:
    one = claim(evidence=[{"id": "E3", "span": "the very end"}])
    [kept] = check_claims(answer(one), (*EVIDENCE, seen(3, "x" * 9_000 + " the very end"))).evidence
    assert kept.quote == "the very end"


def test_what_speaks_against_is_held_against_the_bytes_too() -> None:
    cites = [{"id": "E2", "span": "GET /cart 200"}, {"id": "E2", "span": "GET /cart 500"}]
    checked = check_claims(answer(claim(against=cites)), EVIDENCE)
    assert only(checked).against == ("E2",)
    assert checked.dropped == ("hypothesis 1: the span does not stand in E2",)


def test_a_cause_of_no_vocabulary_is_other() -> None:
    assert only(check_claims(answer(claim(cause="gremlins")), EVIDENCE)).cause == "other"
    assert (
        only(check_claims(answer(claim(cause="gremlins")), EVIDENCE, causes=["gremlins"])).cause == "gremlins"
    )


@pytest.mark.parametrize("name", ["payments", "car", "cart-db"])
def test_a_subject_that_nobody_saw_is_said_so_and_believed_less(name: str) -> None:
    strange = {"kind": "Deployment", "namespace": "shop", "name": name}
    one = only(check_claims(answer(claim(subject=strange)), EVIDENCE))
    assert one.mechanism.startswith(UNSEEN)
    assert one.confidence == round(only(check_claims(answer(), EVIDENCE)).confidence / 2, 2)


def test_a_subject_in_another_namespace_was_not_seen() -> None:
    there = {"kind": "Deployment", "namespace": "bank", "name": "cart"}
    assert only(check_claims(answer(claim(subject=there)), EVIDENCE)).mechanism.startswith(UNSEEN)


def test_a_subject_of_the_rules_counts_as_seen() -> None:
    node = Subject(kind="Node", name="worker-3")
    rules = diagnosis(hypothesis(subject=node))
    one = claim(subject={"kind": "Node", "namespace": "", "name": "worker-3"})
    assert UNSEEN not in only(check_claims(answer(one), EVIDENCE, rules=rules)).mechanism
    assert UNSEEN in only(check_claims(answer(one), EVIDENCE)).mechanism


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "On it, I own this incident.",
        "The deployment has been rolled back to revision 6.",
        "Der Container hat zu wenig Speicher und wird beendet.",
        "<@U0NORA> acknowledged this at 02:16.",
        "The team is investigating the memory limit.",
        "The incident is resolved, go back to bed.",
    ],
)
def test_what_may_not_be_said_is_dropped_and_counted_apart(statement: str) -> None:
    checked = check_claims(answer(claim(statement=statement)), EVIDENCE)
    assert (checked.hypotheses, checked.unbacked, checked.withheld) == ((), 0, 1)


@pytest.mark.parametrize(
    "subject",
    [
        {"kind": "Deployment", "namespace": "shop", "name": "cart <@U1>"},
        {"kind": "", "namespace": "shop", "name": "cart"},
        {"kind": "Deployment", "namespace": "a b", "name": "cart"},
        {"kind": "Deployment", "namespace": "shop", "name": "\ud800"},
        "cart",
        None,
    ],
)
def test_a_subject_that_is_no_object_is_dropped(subject: Any) -> None:
    checked = check_claims(answer(claim(subject=subject)), EVIDENCE)
    assert (checked.hypotheses, checked.withheld) == ((), 1)


@pytest.mark.parametrize(
    "statement",
    [
        "The traces were checked and show a slow database.",
        "The metrics were queried and show that memory is at its limit.",
        "The events of the namespace were read and show no trouble.",
        "Reading of the past incidents shows the same memory limit.",
    ],
)
def test_a_read_that_was_never_made_is_no_claim(statement: str) -> None:
    checked = check_claims(answer(claim(statement=statement)), EVIDENCE)
    assert (checked.hypotheses, checked.unbacked) == ((), 1)
    assert "and none were" in checked.dropped[0]


def test_a_read_that_was_made_may_be_named() -> None:
    one = claim(statement="The logs were read and show that the heap of shop/cart is full.")
    assert check_claims(answer(one), EVIDENCE).hypotheses
    other = claim(statement="The events were read and show that shop/cart is killed at its memory limit.")
    rules = diagnosis(hypothesis(), reads=(Read(what="events", count=3),))
    assert check_claims(answer(other), EVIDENCE, rules=rules).hypotheses
    quiet = claim(
        statement="The container of shop/cart read its configuration and is killed at its memory limit."
    )
    assert check_claims(answer(quiet), EVIDENCE).hypotheses


def test_small_fields_that_may_not_be_said_are_left_out() -> None:
    spoken = dict.fromkeys(("mechanism", "refuted_by", "next_check"), "I restarted it, all clear.")
    one = only(check_claims(answer(claim(**spoken)), EVIDENCE))
    assert one.mechanism == ""
    assert one.refuted_by == "The model names nothing that would refute it."
    assert one.next_check == "kubectl -n shop describe deployment cart"


def test_markup_mentions_and_links_are_made_inert() -> None:
    said = "*The container* of `shop/cart` is killed at its limit, see https://evil.example and <!here>."
    one = only(check_claims(answer(claim(mechanism=f"## {said}\n\x1b[31m~~red~~")), EVIDENCE))
    assert not any(live in one.mechanism for live in ("*", "`", "https://", "<!", "\n", "\x1b", "##", "~~"))


def test_long_sentences_are_cut() -> None:
    one = only(check_claims(answer(claim(statement="The pod is killed at its memory limit " * 90)), EVIDENCE))
    assert len(one.statement) <= 400
    assert one.statement.endswith("…")


def test_no_more_than_three_stand_and_none_is_surer_than_the_one_above() -> None:
    sure = [claim(confidence=one) for one in (0.4, 0.99, 0.2, 0.9)]
    checked = check_claims(answer(*sure), EVIDENCE)
    assert [one.rank for one in checked.hypotheses] == [1, 2, 3]
    shares = [one.confidence for one in checked.hypotheses]
    assert shares == sorted(shares, reverse=True)
    assert checked.dropped == ("hypothesis 4: more than 3",)


@pytest.mark.parametrize("stated", [None, True, "0.9", float("nan"), -3])
def test_a_confidence_that_is_none_counts_as_nothing(stated: Any) -> None:
    assert only(check_claims(answer(claim(confidence=stated)), EVIDENCE)).confidence == 0


def test_nothing_is_surer_than_098() -> None:
    rules = diagnosis(hypothesis())
    one = only(check_claims(answer(claim(confidence=7)), EVIDENCE, rules=rules))
    assert one.confidence <= 0.98


def test_how_it_stands_to_the_rules_is_what_its_number_is_worth() -> None:
    def sure(rules: Any, **fields: Any) -> float:
        return float(only(check_claims(answer(claim(**fields)), EVIDENCE, rules=rules)).confidence)

    agreed = sure(diagnosis(hypothesis()))
    second = sure(diagnosis(hypothesis(cause="bad-rollout"), hypothesis(2)))
    elsewhere = sure(diagnosis(hypothesis(subject=CART.model_copy(update={"name": "mail"}))))
    other = sure(diagnosis(hypothesis(cause="bad-rollout")))
    unsure = sure(diagnosis(verdict=VerdictKind.UNSURE))
    healthy = sure(diagnosis(verdict=VerdictKind.HEALTHY))
    assert agreed == second > unsure > elsewhere > other > healthy


@pytest.mark.parametrize(
    ("verdict", "claims", "wanted"),
    [
        ("healthy", [], VerdictKind.HEALTHY),
        ("unsure", [], VerdictKind.UNSURE),
        ("fault", [], VerdictKind.UNSURE),
        ("healthy", [claim()], VerdictKind.UNSURE),
        ("resolved", [claim()], VerdictKind.UNSURE),
        (None, [], VerdictKind.UNSURE),
    ],
)
def test_a_verdict_stands_only_with_what_stands(verdict: Any, claims: list[Any], wanted: VerdictKind) -> None:
    assert check_claims({"verdict": verdict, "hypotheses": claims}, EVIDENCE).verdict is wanted


@pytest.mark.parametrize("listed", [claim(evidence=[]), claim(statement="On it, I own this incident."), "x"])
def test_healthy_is_no_verdict_of_one_that_named_a_fault_which_was_dropped(listed: Any) -> None:
    checked = check_claims({"verdict": "healthy", "hypotheses": [listed]}, EVIDENCE)
    assert (checked.hypotheses, checked.verdict) == ((), VerdictKind.UNSURE)


def test_healthy_is_no_verdict_of_one_that_has_read_nothing_itself() -> None:
    said = {"verdict": "healthy", "hypotheses": []}
    assert check_claims(said, EVIDENCE[:1]).verdict is VerdictKind.UNSURE
    assert check_claims(said, EVIDENCE).verdict is VerdictKind.HEALTHY


@pytest.mark.parametrize("source", ["tool:runbook", "tool:past_diagnoses"])
def test_a_runbook_or_a_past_incident_is_no_proof_of_a_fault_now(source: str) -> None:
    paper = (*EVIDENCE, seen(3, "2025-03-01: oom-killed, Deployment shop/cart", source=source))
    alone, now = {"id": "E3", "span": "oom-killed"}, {"id": "E1", "span": "reason OOMKilled"}
    checked = check_claims(answer(claim(evidence=[alone])), paper)
    assert (checked.hypotheses, checked.unbacked) == ((), 1)
    assert checked.dropped == ("hypothesis 1: cites only what was written of other incidents",)
    assert only(check_claims(answer(claim(evidence=[alone, now])), paper)).evidence == ("E3", "E1")
    healthy = {"verdict": "healthy", "hypotheses": []}
    assert check_claims(healthy, (EVIDENCE[0], paper[2])).verdict is VerdictKind.UNSURE


def test_what_the_model_missed_is_kept_as_gaps_of_its_diagnosis() -> None:
    missed = ["metrics of shop/cart", "I am on it", 7, *(["traces"] * 9), "the log of pod cart-1"]
    checked = check_claims(answer(not_read=missed), EVIDENCE)
    assert checked.not_read == ("metrics", "traces", "logs")
    made = refined(checked, diagnosis(hypothesis()), made_by="model 2026-11", taken_at=AT, duration_ms=12)
    assert made.gaps[0].what == "metrics"
    assert (made.hypotheses, made.evidence) == (checked.hypotheses, checked.evidence)
    assert check_claims(answer(not_read="none"), EVIDENCE).not_read == ()


def test_what_was_missed_is_told_by_names_of_sources_and_never_in_the_models_words() -> None:
    told = ["The database lost the rows of shop/cart because its disk is full.", "Nora broke it.", "events"]
    assert check_claims(answer(not_read=told), EVIDENCE).not_read == ("the database", "events")
    every = ["logs", "events", "metrics", "traces", "pods", "nodes"]
    assert check_claims(answer(not_read=every), EVIDENCE).not_read == tuple(every[:5])


def test_the_form_is_closed_and_asks_for_everything() -> None:
    def objects(schema: Any) -> list[dict[str, Any]]:
        inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
        found = [one for part in inner for one in objects(part)]
        return [schema, *found] if isinstance(schema, dict) and schema.get("type") == "object" else found

    made = objects(CLAIMS_SCHEMA)
    assert len(made) == 5
    assert all(one["additionalProperties"] is False for one in made)
    assert all(one["required"] == list(one["properties"]) for one in made)
    listed = CLAIMS_SCHEMA["properties"]["hypotheses"]["items"]["properties"]["cause"]["enum"]
    assert listed == [*sorted(CAUSES), "other"]
    assert json.loads(json.dumps(CLAIMS_SCHEMA)) == CLAIMS_SCHEMA


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STRANGE, st.sampled_from(FIELDS), st.sampled_from(["hypotheses", "verdict", "not_read"]))
def test_no_answer_breaks_the_check(odd: Any, field: str, top: str) -> None:
    for told in (answer(claim(**{field: odd})), answer(**{top: odd}), {"hypotheses": [odd] * 40}, {}):
        checked = check_claims(told, EVIDENCE)
        assert json.dumps(checked.model_dump(mode="json"))
        assert len(checked.hypotheses) <= MOST


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(LOG)), st.integers(0, 200), st.text(max_size=3), st.text(max_size=60))
def test_what_stands_cites_the_very_bytes_and_may_be_said(
    start: int, size: int, salt: str, words: str
) -> None:
    span = LOG[start : start + size] + salt
    one = claim(evidence=[{"id": "E2", "span": span}], statement=f"The heap is full {words}")
    checked = check_claims(answer(one, claim()), EVIDENCE)
    stored = {seen.id: seen.quote for seen in EVIDENCE}
    for rank, found in checked.citations.items():
        assert all(cited.span in stored[cited.id] for cited in found)
        assert judge(checked.hypotheses[rank - 1].statement).passed
    ids = {seen.id for seen in checked.evidence}
    assert all(set(one.evidence) <= ids for one in checked.hypotheses)
    assert KILLED in {seen.quote for seen in checked.evidence}
