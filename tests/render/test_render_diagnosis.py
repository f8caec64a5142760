from bot.domain.diagnosis import Diagnosis, VerdictKind
from bot.render.actions import ActionId, unpack
from bot.render.diagnosis import diagnosis_message
from bot.render.rendered import Rendered
from bot.render.withheld import raw_message
from tests.render import render_factories as make
from tests.render.everything_said import POSTS
from tests.render.slack_limits import shown


def say(found: Diagnosis) -> Rendered:
    return diagnosis_message(make.incident(), found, diagnosis_id=7, now=make.NOW, deployment="prod-1")


def preformatted(said: Rendered) -> list[str]:
    quotes = [block for block in said.blocks if block["type"] == "rich_text"]
    return [block["elements"][-1]["elements"][0]["text"] for block in quotes]


def test_the_headline_is_the_first_hypothesis_with_its_confidence() -> None:
    second = POSTS["diagnosis"].text.splitlines()[1]
    assert second.startswith("Hypothesis 1 (0.93): The readiness probe of Deployment shop/cart")


def test_nothing_wrong_found_is_an_answer() -> None:
    assert "Nothing wrong found in what was read; the incident stays open." in POSTS["diagnosis healthy"].text


def test_not_enough_evidence_is_an_answer_with_its_gaps() -> None:
    assert "Not enough evidence: 1 read gave nothing." in POSTS["diagnosis unsure"].text
    assert "`events`: not read (403)" in shown(POSTS["diagnosis unsure"])
    silent = say(make.diagnosis(verdict=VerdictKind.UNSURE, hypotheses=(), evidence=(), gaps=(), reads=()))
    assert "Not enough evidence." in silent.text
    assert "Nothing was read." in shown(silent)


def test_a_fault_without_hypotheses_is_not_told_as_one() -> None:
    assert "Not enough evidence" in say(make.diagnosis(hypotheses=())).text


def test_each_hypothesis_has_mechanism_quotes_doubts_and_a_next_check() -> None:
    said = shown(POSTS["diagnosis"])
    for part in (
        "Mechanism: Pods of revision 7 never become ready",
        "E1│ Readiness probe failed: connection refused",
        "E1: event, shop/pod/cart-7d9f, 02:12",
        "Evidence for: E1, E2. Evidence against: E3.",
        "Evidence against: nothing in what was read.",
        "What would refute it: a container of the pod that listens on port 8081",
        "Next check: `kubectl -n shop describe pod cart-7d9f`",
    ):
        assert part in said


def test_evidence_that_two_hypotheses_share_is_quoted_once() -> None:
    quotes = [text.split("│")[0] for text in preformatted(POSTS["diagnosis"]) if "│" in text]
    assert quotes == ["E1", "E2", "E3"]


def test_evidence_is_quoted_in_preformatted_text_only_and_never_in_the_text_of_a_phone() -> None:
    assert "connection refused" not in POSTS["diagnosis"].text
    sections = [block["text"]["text"] for block in POSTS["diagnosis"].blocks if block["type"] == "section"]
    assert not any("connection refused" in text for text in sections)


def test_what_is_not_quoted_is_named() -> None:
    ids = tuple(f"E{number}" for number in range(1, 7))
    quotes = tuple(make.evidence(number) for number in range(1, 6))
    said = say(make.diagnosis(hypotheses=(make.hypothesis(evidence=ids),), evidence=quotes))
    assert len(preformatted(said)) == 3
    assert "Not quoted here: E4, E5, E6." in shown(said)


def test_an_id_without_evidence_does_no_harm() -> None:
    said = say(make.diagnosis(hypotheses=(make.hypothesis(evidence=("E9",)),)))
    assert preformatted(said) == []
    none = say(make.diagnosis(hypotheses=(make.hypothesis(evidence=()),)))
    assert "Evidence for: none." in shown(none)


def test_evidence_without_a_time_invents_none() -> None:
    said = say(make.diagnosis(evidence=(make.evidence(at=None),)))
    assert "E1: event, shop/pod/cart-7d9f" in shown(said)
    assert "cart-7d9f, " not in shown(said).split("E1: event")[1].splitlines()[0]


def test_at_most_three_hypotheses_are_shown() -> None:
    four = tuple(make.hypothesis(rank) for rank in range(1, 5))
    assert "Hypothesis 4" not in shown(say(make.diagnosis(hypotheses=four)))


def test_the_runbook_lends_its_observe_steps_and_no_other() -> None:
    said = shown(POSTS["diagnosis"])
    assert "Checks from runbook readiness-probe-port version 3" in said
    assert "kubectl -n shop get deployment cart -o yaml" in said
    assert "Undo the rollout" not in said


def test_a_check_can_be_pasted_as_it_stands() -> None:
    steps = make.runbook().steps[:1]
    asked = "kubectl -n $namespace get $kind $name -o jsonpath='{.spec.containers[*].image}' # of $service"
    book = make.runbook(steps=tuple(step.model_copy(update={"command": asked}) for step in steps))
    said = diagnosis_message(
        make.incident(), make.diagnosis(), diagnosis_id=7, now=make.NOW, deployment="prod-1", runbook=book
    )
    wanted = "kubectl -n shop get deployment cart -o jsonpath='{.spec.containers[*].image}' # of"
    assert any(wanted in text for text in preformatted(said))


def test_a_check_without_a_hypothesis_keeps_its_variables() -> None:
    lone = make.diagnosis(verdict="unsure", hypotheses=())
    steps = make.runbook().steps[:1]
    book = make.runbook(
        steps=tuple(step.model_copy(update={"command": "kubectl -n $namespace get pods"}) for step in steps)
    )
    said = diagnosis_message(
        make.incident(target=None), lone, diagnosis_id=7, now=make.NOW, deployment="prod-1", runbook=book
    )
    assert any("-n $namespace get" in text for text in preformatted(said))


def test_a_runbook_without_checks_adds_nothing() -> None:
    bare = make.runbook(steps=make.runbook().steps[1:])
    with_bare = diagnosis_message(
        make.incident(), make.diagnosis(), diagnosis_id=7, now=make.NOW, deployment="prod-1", runbook=bare
    )
    assert with_bare == say(make.diagnosis())


def test_how_it_was_made_is_said() -> None:
    assert "Source: `rules 0.1.0`; snapshot of 02:14; duration 1.8 s." in shown(POSTS["diagnosis"])
    assert "snapshot of 02:14 UTC;" in shown(POSTS["diagnosis owned"])


def test_leftovers_stand_apart_from_hypotheses() -> None:
    assert "Harmless facts, not ranked: 1 old restart" in shown(POSTS["diagnosis"])


def test_feedback_buttons_carry_the_diagnosis() -> None:
    row = POSTS["diagnosis"].blocks[-1]["elements"]
    assert [one["action_id"] for one in row] == [ActionId.RIGHT, ActionId.PARTLY, ActionId.WRONG]
    assert {getattr(unpack(one["value"]), "diagnosis_id", None) for one in row} == {7}


def test_a_quote_that_reads_like_a_persons_statement_is_withheld_and_its_source_named() -> None:
    said = say(make.diagnosis(evidence=(make.evidence(quote="Acknowledged. I own this."),)))
    assert "I own this" not in shown(said)
    assert "since they read like a person's statement: in E1 (shop/pod/cart-7d9f)" in shown(said)
    row = said.blocks[-1]["elements"]
    assert [one["action_id"] for one in row][-1] == ActionId.RAW


def test_withheld_lines_are_shown_in_their_own_block_and_never_in_the_text() -> None:
    many = "\n".join(f"I own this, said worker {number} {'x' * 60}" for number in range(60))
    said = raw_message(make.diagnosis(evidence=(make.evidence(quote=many),)), diagnosis_id=7)
    assert "I own this" not in said.text
    lines = said.blocks[1]["elements"][0]["elements"][0]["text"].split("\n")
    assert lines[0].startswith("E1│ I own this, said worker 0")
    assert lines[-1].startswith("E0│ ")
    assert "not shown" in lines[-1]


def test_a_diagnosis_without_withheld_lines_says_so() -> None:
    assert raw_message(make.diagnosis(), diagnosis_id=7).text == "Diagnosis 7: 0 withheld lines of evidence."
