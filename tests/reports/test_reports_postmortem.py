"""The postmortem as a value: offices, signals, moments, conclusions, courses and the row that people fill in."""

from typing import Any

import pytest

from bot.domain.diagnosis import VerdictKind
from bot.domain.inference import Layer
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Outcome
from bot.domain.snapshot import Gap, Read
from bot.reports.postmortem import numbers_of, snapshots_of
from bot.reports.postmortem.inference import ending_of, inference_of
from bot.reports.postmortem.moments import moments_of
from bot.reports.postmortem.nouns import Lane, OpenEnd
from bot.reports.postmortem.signals import signals_of
from tests.postmortems import EMIL, INFERENCE, IVY, NORA, alerted, executed, found, story, verified
from tests.render import render_factories as make


def inferred(at: float = 80, actor: str = NORA, **fields: str) -> LedgerEntry:
    return make.row(Act.INFERENCE, at, actor, **(INFERENCE | fields))


def test_who_owned_it_and_when_nobody_did_is_told_in_order() -> None:
    told = [(one.who, one.begins, one.ends) for one in found().owners]
    assert told == [
        ("", make.minutes(-3), make.minutes(14)),
        (NORA, make.minutes(14), make.minutes(34)),
        ("", make.minutes(34), make.minutes(45)),
        (EMIL, make.minutes(45), make.minutes(56)),
    ]
    assert [one.lasted(make.NOW).total_seconds() for one in found().unowned] == [17 * 60, 11 * 60]


def test_an_open_incident_has_no_end_of_the_last_term_and_is_missing_its_close() -> None:
    open_now = found(incident=make.owned(), now=make.minutes(60))
    assert open_now.owners[-1].ends is None
    assert open_now.owners[-1].lasted(open_now.now) == make.minutes(60) - make.minutes(45)
    assert open_now.ends == open_now.now
    assert open_now.missing[0] == "the incident's close, with its cause"


def test_an_owner_who_takes_it_again_has_one_term() -> None:
    twice = found(rows=(make.row(Act.TOOK, 1, NORA), make.row(Act.TOOK, 9, NORA)))
    assert [one.who for one in twice.owners] == ["", NORA]


def test_taken_at_once_leaves_no_time_without_an_owner() -> None:
    assert [one.who for one in found(rows=(make.row(Act.TOOK, -3, NORA),)).owners] == [NORA]


def test_command_is_taken_given_and_given_up() -> None:
    rows = (
        make.row(Act.ROLE, 1, IVY, role="commander"),
        make.row(Act.ROLE, 5, IVY, role="commander", to=NORA),
        make.row(Act.ROLE, 9, NORA, role="no commander"),
    )
    told = [(one.who, one.ends) for one in found(rows=rows).commanders]
    assert told == [(IVY, make.minutes(5)), (NORA, make.minutes(9))]
    assert [one.what for one in moments_of(rows)] == ["took command", "gave command to", "gave up command"]


def test_an_alert_begins_when_its_source_says_and_ends_with_its_recovery() -> None:
    first, second = found().signals
    assert (first.name, first.begins, first.until) == ("HighErrorRate", make.minutes(-4), make.minutes(24))
    assert (second.said, second.until) == ("2 of 6 pods are ready", None)
    assert found().begins == make.minutes(-4)


def test_an_alert_that_fires_again_begins_again_and_one_that_nobody_knows_ends_nothing() -> None:
    rows = (
        alerted(0),
        make.row(Act.RECOVERED, 4),
        make.row(Act.RECOVERED, 5, fingerprint="stranger"),
        alerted(9, act=Act.JOINED),
        alerted(10, act=Act.JOINED),
    )
    told = [(one.begins, one.until) for one in signals_of(rows)]
    assert told == [(make.minutes(-1), make.minutes(4)), (make.minutes(9), None)]


def test_a_begin_that_is_not_told_or_later_than_the_post_is_that_of_the_post() -> None:
    for starts in (None, make.minutes(9), make.NOW.replace(tzinfo=None)):
        alert = make.alert(starts_at=starts).model_dump(mode="json")
        assert signals_of([make.row(Act.ALERT, 2, alert=alert)])[0].begins == make.minutes(2)


def test_what_the_record_tells_of_the_night_is_a_moment_with_who_did_it() -> None:
    told = [(one.lane, one.who, one.what) for one in moments_of(story())]
    assert told == [
        (Lane.LOOKOUT, "", "diagnosis by the rules: fault, confidence 0.93"),
        (Lane.LOOKOUT, "", "reminder: nobody owned it for 5 min"),
        (Lane.LOOKOUT, "", "the model finds the same"),
        (Lane.DECISIONS, NORA, "took ownership"),
        (Lane.LOOKOUT, "", "P-3 proposed"),
        (Lane.DECISIONS, IVY, "took command"),
        (Lane.DECISIONS, IVY, "approved P-3"),
        (Lane.DECISIONS, NORA, "confirmed P-3"),
        (Lane.CHANGES, "", "attempt of P-3: done"),
        (Lane.CHANGES, "", "check after P-3 shows the expected state"),
        (Lane.DECISIONS, NORA, "offered ownership to"),
        (Lane.DECISIONS, NORA, "released ownership"),
        (Lane.DECISIONS, EMIL, "took ownership"),
        (Lane.DECISIONS, NORA, "closed the incident"),
    ]


@pytest.mark.parametrize(
    ("row", "what", "why"),
    [
        (make.row(Act.DIAGNOSED, 0, verdict="healthy"), "diagnosis by the rules: healthy", ""),
        (make.row(Act.REFINED, 0, agreement="none", refinement=8), "the model gives no cause to compare", ""),
        (make.row(Act.REFINED, 0, agreement="other"), "the model finds something else", ""),
        (
            make.row(Act.REFINED, 0, why="no answer in 60 s"),
            "the model gives no diagnosis",
            "no answer in 60 s",
        ),
        (make.row(Act.ESCALATED, 0, minutes=15), "escalation: nobody owned it for 15 min", ""),
        (make.row(Act.ESCALATED, 0, number=3, why="unknown"), "escalation of the attempt of P-3", "unknown"),
        (make.row(Act.REJECTED, 0, IVY, number=3, reason="too risky"), "rejected P-3", "too risky"),
        (
            make.row(Act.STOPPED, 0, IVY, why="a failover"),
            "stopped Lookout for this incident",
            "a failover",
        ),
        (make.row(Act.RESUMED, 0, IVY), "lifted the stop of this incident", ""),
        (make.row(Act.ASKED, 0, IVY, service="cart"), "asked for a triage", "cart"),
        (make.row(Act.EXPIRED, 0, number=3), "P-3 expired without two decisions", ""),
        (make.row(Act.WITHDRAWN, 0, why="a stop"), "a proposal withdrawn, nothing sent", "a stop"),
        (
            make.row(Act.FOUND, 0, IVY, number=3, is_in=True, seen="revision 6"),
            "recorded that the change of P-3 is in",
            "revision 6",
        ),
        (make.row(Act.FOUND, 0, IVY, number=3), "recorded that the change of P-3 is not in", ""),
        (
            verified(0, ok=False),
            "check after P-3 does not show the expected state",
            "4 of 6 replicas are ready",
        ),
    ],
)
def test_each_kind_of_row_has_its_phrase(row: LedgerEntry, what: str, why: str) -> None:
    [moment] = moments_of([row])
    assert (moment.what, moment.why) == (what, why)


def test_what_is_bookkeeping_or_said_afterwards_is_no_moment() -> None:
    rows = (make.row(Act.READ, 0), make.row(Act.RATED, 1, NORA), inferred())
    assert moments_of((*rows, make.row(Act.ASKED, 2, NORA, what="withheld lines"))) == ()


def test_the_rules_and_the_model_each_say_what_they_saw_and_how_sure_they_were() -> None:
    rules, model = found().conclusions
    assert (rules.made_by, rules.confidence, rules.saw) == (
        "rules 0.1.0",
        0.93,
        ("E1 event shop/pod/cart-7d9f",),
    )
    assert (rules.verdicts.right, rules.by_model) == (1, False)
    assert (model.made_by, model.confidence) == ("release 2026-11 (claude-opus-5-5, 3f2a90bb12cd)", 0.86)
    assert (model.by_model, model.unbacked, model.agreement, model.diagnosis) == (True, 2, "same", 8)
    assert numbers_of(story()) == (7, 8)
    assert snapshots_of(story()) == (7,)


def test_a_run_without_an_answer_says_why() -> None:
    late = make.row(Act.REFINED, 1, diagnosis=7, release="2026-11", why="no answer in 60 s", agreement="none")
    silent = make.row(Act.REFINED, 2, diagnosis=7)
    first, second = found(rows=(late, silent)).conclusions
    assert (first.made_by, first.concluded, first.why) == ("release 2026-11", "", "no answer in 60 s")
    assert (first.diagnosis, second.why, second.made_by) == (7, "no answer", "")


def test_a_diagnosis_without_a_hypothesis_has_its_verdict_and_a_lost_one_is_said() -> None:
    rows = (make.row(Act.DIAGNOSED, 1, diagnosis=7), make.row(Act.DIAGNOSED, 2, diagnosis=True))
    healthy = make.diagnosis(verdict=VerdictKind.HEALTHY, hypotheses=(), evidence=(), gaps=())
    first, second = found(rows=rows, diagnoses={7: healthy}).conclusions
    assert (first.verdict, first.concluded, first.made_by) == ("healthy", "", "rules 0.1.0")
    assert second.why == "the diagnosis is not in the record"


def test_an_id_without_its_evidence_stands_alone() -> None:
    lost = make.diagnosis(evidence=())
    assert found(diagnoses={7: lost}).conclusions[0].saw == ("E1",)


def test_what_was_not_read_and_was_read_later_is_read() -> None:
    rows = (make.row(Act.DIAGNOSED, 1, diagnosis=1), make.row(Act.DIAGNOSED, 2, diagnosis=2))
    first = make.diagnosis(reads=(), gaps=(Gap(what="events", why="late"), Gap(what="pods", why="403")))
    second = make.diagnosis(reads=(Read(what="events", count=4),), gaps=())
    told = found(rows=rows, diagnoses={1: first, 2: second})
    assert [one.what for one in told.reads] == ["events"]
    assert [one.what for one in told.gaps] == ["pods"]


def test_a_proposal_has_its_attempt_its_check_and_what_people_saw() -> None:
    [course] = found(make.row(Act.FOUND, 60, IVY, proposal="prop-1", is_in=True, seen="it is")).courses
    assert course.attempt is not None
    assert course.attempt.outcome is Outcome.DONE
    assert course.check is not None
    assert course.check.ok
    assert course.findings[0].seen == "it is"
    [untried] = found(rows=()).courses
    assert (untried.attempt, untried.check, untried.findings) == (None, None, ())


def test_the_record_says_what_it_leaves_open() -> None:
    rows = (alerted(0), executed(5, outcome=Outcome.UNKNOWN), verified(9, ok=False))
    told = found(rows=rows, incident=make.closed(cause=""), diagnoses={})
    assert told.open_ends == (
        OpenEnd(what="Whether the change of P-3 is in was never recorded"),
        OpenEnd(what="After P-3 the expected state was not shown", about="4 of 6 replicas are ready"),
        OpenEnd(what="No recovery was reported by the source of the alert", about="HighErrorRate"),
        OpenEnd(what="The incident was closed without a cause"),
    )
    seen = make.row(Act.FOUND, 12, IVY, proposal="prop-1", is_in=True)
    assert "P-3 is in" not in str(found(seen, rows=rows).open_ends)
    assert found().open_ends[-1] == OpenEnd(what="This could not be read", about="events (not allowed)")


def test_each_save_adds_and_what_is_left_empty_stays() -> None:
    rows = (
        inferred(80, truth="first", owner=""),
        inferred(81, IVY, truth="second", told="", layer="", action="", owner=""),
        inferred(82, truth="", action="Another action", owner=IVY),
        inferred(83, truth="", owner=NORA),
        inferred(84, truth="", owner=""),
    )
    row = inference_of(rows)
    assert (row.truth, row.told, row.layer) == ("second", INFERENCE["told"], Layer.DATA)
    assert [(one.what, one.owner) for one in row.actions] == [
        (INFERENCE["action"], NORA),
        ("Another action", IVY),
    ]
    assert row.people == (NORA, IVY)
    assert row.saved_at == make.minutes(84)


def test_a_layer_of_another_version_is_none() -> None:
    assert inference_of([inferred(layer="the weather")]).layer is None


def test_it_is_complete_by_a_persons_word_and_open_again_after_a_change() -> None:
    end = make.row(Act.POSTMORTEM, 86, NORA)
    ended = ending_of((inferred(), end))
    assert ended is not None
    assert (ended.by, ended.at) == (NORA, make.minutes(86))
    assert ending_of((inferred(), end, inferred(90))) is None
    assert ending_of((inferred(),)) is None
    assert ending_of(()) is None


def test_a_whole_row_of_a_closed_incident_lacks_nothing() -> None:
    assert found().missing == (
        "what was true",
        "which evidence would have told",
        "the layer that it is attributed to",
        "at least one action",
    )
    assert found(inferred()).missing == ()


def test_nothing_in_the_record_is_no_error() -> None:
    bare: dict[str, Any] = {"diagnoses": {}, "proposals": (), "snapshots": (), "taken": 0}
    told = found(rows=(), incident=make.incident(), **bare)
    assert (told.signals, told.moments, told.conclusions, told.courses) == ((), (), (), ())
    assert told.begins == make.minutes(-3)
