"""Answers to questions in a thread: what each topic says, and what it never says."""

import pytest

from bot.domain.answer import Answer, Sentence, Topic
from bot.domain.diagnosis import VerdictKind
from bot.render.answer import OPEN, answer_message, answer_told, evidence_named
from bot.render.nearest import NOTHING, nearest
from bot.render.rendered import Rendered
from tests.render import render_factories as make
from tests.render.everything_said import POSTS
from tests.render.slack_limits import shown


def lines(topic: Topic, *suspects: str, **fields: object) -> str:
    return "\n".join(nearest(topic, make.known(**fields), suspects=suspects).lines)


def test_an_answer_begins_with_the_owner_and_ends_with_the_question_and_how_it_was_made() -> None:
    said = shown(POSTS["answer: the cause"])
    assert POSTS["answer: the cause"].text.splitlines()[1] == "The cause, by diagnosis 7 of 02:14 UTC:"
    for part in ("Question: `why did it restart?`", "Source: `rules 0.1.0`.", "Model: no answer in 60 s."):
        assert part in said


def test_a_near_answer_says_that_it_is_only_near() -> None:
    told = nearest(Topic.WHY, make.known(), exact=False)
    assert told.title == "The nearest answer that was read: the cause, by diagnosis 7 of 02:14 UTC:"


def test_the_cause_is_the_ranked_hypotheses_with_their_evidence_quoted() -> None:
    two = make.diagnosis(hypotheses=(make.hypothesis(), make.hypothesis(2, evidence=())))
    told = nearest(Topic.WHY, make.known(diagnosis=two))
    assert [line.split(":")[0] for line in told.lines] == ["Hypothesis 1 (0.93)", "Hypothesis 2 (0.93)"]
    assert told.lines[0].endswith("Evidence: E1.")
    assert told.lines[1].endswith("Evidence: none.")
    assert [one.id for one in told.evidence] == ["E1"]
    assert "E1│ Readiness probe failed" in shown(POSTS["answer: the cause"])


def test_nothing_wrong_and_not_enough_evidence_are_answers() -> None:
    healthy = make.diagnosis(verdict=VerdictKind.HEALTHY, hypotheses=(), gaps=())
    assert lines(Topic.WHY, diagnosis=healthy).startswith("Nothing wrong found in what was read")
    unsure = make.diagnosis(verdict=VerdictKind.UNSURE)
    assert lines(Topic.WHY, diagnosis=unsure).splitlines()[0].startswith("Not enough evidence")
    assert "Hypothesis 1" in lines(Topic.WHY, diagnosis=unsure)


@pytest.mark.parametrize("topic", [Topic.WHY, Topic.READ, Topic.CHANGED, Topic.SUSPECT])
def test_without_a_diagnosis_nothing_is_told_of_the_cluster(topic: Topic) -> None:
    assert lines(topic, "db", diagnosis=None) == NOTHING


def test_the_owner_and_the_commander_are_told_as_the_record_has_them() -> None:
    assert "Nobody owns this incident" in lines(Topic.OWNER)
    assert "Nobody has command" in lines(Topic.OWNER)
    assert "Owner: <@U0NORA>, who took ownership at 02:16 UTC." in lines(
        Topic.OWNER, incident=make.commanded()
    )
    assert "Command by the record: <@U0IVY>." in lines(Topic.OWNER, incident=make.commanded())


def test_what_was_read_and_what_was_not_is_told_of_executed_reads() -> None:
    assert "pods: 212 read" in lines(Topic.READ)
    assert "`events`: not read (403)" in lines(Topic.READ)
    assert lines(Topic.READ, diagnosis=make.diagnosis(reads=(), gaps=())) == "Nothing was read."


def test_what_changed_is_quoted_with_its_time() -> None:
    assert lines(Topic.CHANGED).splitlines() == [
        "02:12: `shop/pod/cart-7d9f`. Evidence: E2.",
        "`shop/configmap/cart`. Evidence: E3.",
    ]
    assert "E2│ changed in revision 7" in shown(POSTS["answer: what changed"])


def test_no_change_is_not_told_as_proof() -> None:
    assert lines(Topic.CHANGED, changes=()).endswith("What was changed outside the cluster is not read.")


def test_where_the_snapshot_is_gone_what_was_cited_is_told() -> None:
    cited = make.evidence(4, "this ConfigMap was written", source="change")
    found = make.diagnosis(evidence=(make.evidence(), cited))
    told = nearest(Topic.CHANGED, make.known(changes=None, diagnosis=found))
    assert "does not tell it" in told.lines[0]
    assert [one.id for one in told.evidence] == ["E4"]


def test_when_it_began_is_told_by_the_alert_the_record_and_the_evidence() -> None:
    assert lines(Topic.BEGAN).splitlines() == [
        "The alert's source gives 02:10 UTC as its begin.",
        "The incident is on the record since 02:11 UTC.",
        "The oldest evidence with a time is E1 of 02:12 UTC.",
    ]
    alone = lines(Topic.BEGAN, began=None, diagnosis=None)
    assert alone == "The incident is on the record since 02:11 UTC."
    timeless = make.diagnosis(evidence=(make.evidence(at=None),))
    assert "oldest" not in lines(Topic.BEGAN, diagnosis=timeless)


def test_the_next_checks_are_those_of_the_hypotheses_and_what_waits_for_people() -> None:
    told = lines(Topic.NEXT)
    assert told.startswith("For hypothesis 1 (0.93): `kubectl -n shop describe pod cart-7d9f`")
    assert "P-3: roll Deployment shop/cart back to revision 6. Missing: " in told
    assert lines(Topic.NEXT, diagnosis=None, proposals=()).startswith("No hypothesis is on the record")


def test_a_change_that_is_asked_for_is_not_made() -> None:
    assert lines(Topic.DO).splitlines()[0] == "A mention changes nothing in the cluster."
    assert lines(Topic.DO, proposals=()).endswith("No proposal is open.")


def test_a_suspect_that_a_hypothesis_names_is_told_with_its_evidence() -> None:
    assert "`readiness` stands in hypothesis 1 (0.93). Evidence: E1." in lines(Topic.SUSPECT, "readiness")


def test_a_suspect_that_only_the_evidence_names_is_no_hypothesis() -> None:
    found = make.diagnosis(evidence=(make.evidence(quote="dial tcp: connect to postgres refused"),))
    told = lines(Topic.SUSPECT, "db", diagnosis=found)
    assert told.startswith("No hypothesis names `db`; it stands in what was read. Evidence: E1.")
    assert "Not read" not in told


def test_silence_about_a_suspect_is_no_proof_and_names_what_was_not_read() -> None:
    told = lines(Topic.SUSPECT, "db")
    assert "Nothing that was read and cited names `db`; that is no proof that it plays no part." in told
    assert "Not read: `events`." in told
    assert "First by the rules: hypothesis 1 (0.93)" in told
    empty = make.diagnosis(verdict=VerdictKind.HEALTHY, hypotheses=(), evidence=(), gaps=())
    assert lines(Topic.SUSPECT, "db", diagnosis=empty).count("\n") == 0


def test_the_models_answer_cites_each_sentence() -> None:
    said = shown(POSTS["answer of the model"])
    assert "asks port 8081, where nothing listens. Evidence: E1." in said
    assert "A part of the question stays open: what was read does not tell it." in said
    whole = answer_told(Answer(sentences=(Sentence(text="The pod is full."),)))
    assert whole.lines == ("The pod is full. Evidence: none.",)
    assert evidence_named(()) == "Evidence: none."


def test_what_a_model_leaves_open_is_not_told_in_its_words_since_it_cites_nothing() -> None:
    told = answer_told(Answer(unanswered="Why the payment database lost its data."))
    assert told.lines == (OPEN,)
    assert "payment" not in str(told)


def test_a_question_that_reads_like_a_claim_is_not_repeated() -> None:
    said: Rendered = answer_message(
        make.incident(), "on it, I own this", nearest(Topic.WHY, make.known()), small=(), now=make.NOW
    )
    assert "own this" not in str(said.blocks)
