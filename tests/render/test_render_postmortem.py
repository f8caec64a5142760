"""The postmortem as a document: facts with their times, blanks where only people know, and no word of blame."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain.freeze import Override
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Outcome, ProposalState
from bot.render.picture import svg
from bot.render.postmortem.document import document, state_line
from bot.render.postmortem.drawing import picture_of
from bot.render.postmortem.message import postmortem_message
from bot.render.postmortem.pieces import BLANK
from bot.render.postmortem.telling import MOST, numbered
from bot.reports.postmortem.nouns import Lane
from tests.postmortems import (
    EMIL,
    INFERENCE,
    IVY,
    NAMES,
    NORA,
    alerted,
    executed,
    found,
    snapshot,
    story,
    verified,
)
from tests.render import render_factories as make
from tests.render.slack_limits import problems
from tests.render.test_render_any_input import LONG

BLAME = re.compile(
    r"\b(?:blame|fault of|failed to|should have|negligen\w*|too late|mistake|careless|guilty)\b",
    re.IGNORECASE,
)
SAW = "The inference: what it saw, concluded, and how sure it was"
INFERRED = make.row(Act.INFERENCE, 80, NORA, **INFERENCE)
END = make.row(Act.POSTMORTEM, 86, NORA)


def written(*more: LedgerEntry, **fields: Any) -> str:
    return document(found(*more, **fields), NAMES)


def part(text: str, title: str) -> str:
    """What stands under a heading of the second level."""
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_document_has_its_parts_in_order() -> None:
    assert re.findall(r"^## (.*)$", written(), re.MULTILINE) == [
        "Summary",
        "Timeline",
        "Owners and command over time",
        "Decisions and changes",
        "What was read, and what was not",
        "The inference: what it saw, concluded, and how sure it was",
        "The inference: what was true",
        "For customers",
        "Follow-ups",
        "How this was made",
    ]


def test_the_times_in_which_nobody_owned_it_stand_with_their_length() -> None:
    text = written()
    gaps = "Nobody owned it from 02:11 to 02:28 UTC (17 min); from 02:48 to 02:59 UTC (11 min)."
    assert gaps in part(text, "Summary")
    assert "| **nobody** | from 02:11 to 02:28 UTC | 17 min |" in part(text, "Owners and command over time")
    assert gaps in svg(picture_of(found(), NAMES))


def test_an_incident_that_somebody_always_owned_says_nothing_of_that() -> None:
    always = found(rows=(make.row(Act.TOOK, -3, NORA),))
    assert "Nobody owned it" not in document(always, NAMES) + svg(picture_of(always, NAMES))


def test_of_many_times_without_an_owner_the_first_are_told_and_the_others_counted() -> None:
    rows = [make.row(act, at, NORA) for at in range(0, 20, 2) for act in (Act.TOOK,)]
    rows = [*rows, *(make.row(Act.RELEASED, at + 1, NORA) for at in range(0, 20, 2))]
    told = found(rows=tuple(sorted(rows, key=lambda row: row.at)))
    assert "; and 5 more times." in document(told, NAMES)


def test_of_a_short_time_the_seconds_are_told() -> None:
    told = found(rows=(make.row(Act.TOOK, -2.5, NORA),))
    assert "Nobody owned it from 02:11:00 to 02:11:30 UTC (30 s)." in document(told, NAMES)


def test_nobody_who_took_it_is_said() -> None:
    assert "| Owner | nobody took ownership. Nobody owned it from 02:11 to 03:10 UTC (59 min). |" in written(
        rows=()
    )


def test_people_go_by_their_names_where_they_are_known() -> None:
    text = written()
    assert "Nora took ownership" in text
    assert "U0EMIL took ownership" in text
    assert "Nora offered ownership to U0EMIL" in text


def test_a_days_name_stands_where_there_are_two() -> None:
    late = make.closed(closed_at=make.minutes(24 * 60))
    rows = (*story(), make.row(Act.RELEASED, 23 * 60, EMIL))
    text = document(found(rows=rows, incident=late, now=make.minutes(25 * 60)), NAMES)
    assert "from 02:10 on 2026-11-20 to 02:14 UTC on 2026-11-21" in part(text, "Summary")
    assert "| 2026-11-20 02:28 | Decisions | Nora took ownership |" in part(text, "Timeline")


def test_an_open_incident_is_told_as_of_now() -> None:
    text = document(found(incident=make.owned(), now=make.minutes(60)), NAMES)
    assert "| When | since 02:10 UTC, as of 03:14 UTC, 1 h 4 min |" in text
    assert "| Closed | not yet |" in text
    assert "since 02:59 UTC, as of 03:14 UTC" in part(text, "Owners and command over time")
    assert "still open" in svg(picture_of(found(incident=make.owned(), now=make.minutes(60)), NAMES))


def test_a_decision_stands_with_who_made_it_when_and_why() -> None:
    told = part(written(), "Decisions and changes")
    assert "Ivy approved it as commander at 02:31" in told
    assert "Nora confirmed it as owner at 02:32; reason: the diff is the old port" in told
    assert "The check at 02:34: expected state shown; seen: 6 of 6 replicas are ready" in told


def test_an_override_an_end_and_what_people_saw_are_told() -> None:
    ended = make.both(
        state=ProposalState.REJECTED,
        override=Override(freeze="f", scope="all", source="command", reason="it burns", by=IVY),
        ended_by=NORA,
        ended_why="the batch job still runs",
    )
    told = part(written(proposals=(ended,), rows=()), "Decisions and changes")
    assert "The freeze of all was overridden by Ivy; reason: it burns" in told
    assert "It ended as rejected by Nora; reason: the batch job still runs" in told
    assert "Nothing was sent." in told
    expired = make.proposal(state=ProposalState.EXPIRED, ended_why="no two decisions in time")
    assert "It ended as expired; reason: no two" in written(proposals=(expired,), rows=())
    rows = (
        executed(5, outcome=Outcome.UNKNOWN),
        make.row(Act.FOUND, 9, IVY, proposal="prop-1", is_in=True, seen="revision 6"),
        make.row(Act.FOUND, 10, NORA, proposal="prop-1", is_in=False),
    )
    seen = part(written(rows=rows), "Decisions and changes")
    assert "Ivy recorded at 02:23 that the change is in: revision 6" in seen
    assert "Nora recorded at 02:24 that the change is not in\n" in seen


def test_nothing_proposed_and_nobody_in_command_is_said() -> None:
    bare = written(proposals=(), rows=(), diagnoses={}, taken=0, snapshots=())
    assert "Nothing was proposed, and nothing was changed through Lookout." in bare
    assert "Nobody held command." in bare
    assert "No diagnosis was made." in bare
    assert "Nothing was read." in bare
    assert "Nothing that was asked for was left unread." in bare
    assert "Nothing was read of the cluster, so restarts and rollouts are not known." in bare
    assert "| Changes sent | none |" in bare
    assert "No alert says when it began or ended." in bare


def test_what_could_not_be_read_is_said() -> None:
    assert "- Not read: events (not allowed)" in part(written(), "What was read, and what was not")


def test_the_inference_says_what_it_saw_concluded_and_how_sure_it_was() -> None:
    rules, model = re.findall(
        r"^\| 0.*$",
        part(written(), SAW),
        re.MULTILINE,
    )
    assert rules.startswith("| 02:11 | rules 0.1.0 | readiness-probe-port, Deployment shop/cart: ")
    assert rules.endswith(" | 0.93 | E1 event shop/pod/cart-7d9f | 1 right |")
    assert "| model, release 2026-11 (claude-opus-5-5, 3f2a90bb12cd) |" in model
    assert "same as the rules (2 statements dropped, citing nothing that was read) | 0.86 |" in model


def test_a_run_without_an_answer_many_diagnoses_and_much_evidence_are_bounded() -> None:
    late = make.row(Act.REFINED, 1, diagnosis=7, release="2026-11", why="no answer in 60 s")
    other = make.row(Act.REFINED, 2, refinement=8, release="2026-11", agreement="other")
    many = tuple(make.row(Act.DIAGNOSED, 3 + at / 10, diagnosis=7) for at in range(12))
    wrong = make.row(Act.RATED, 9, NORA, diagnosis=7, verdict="wrong", cause="dns-failure")
    ids = tuple(f"E{number}" for number in range(1, 12))
    seen = make.diagnosis(hypotheses=(make.hypothesis(evidence=ids),))
    told = written(rows=(late, other, *many, wrong), diagnoses={7: seen, 8: seen})
    assert "| no answer in 60 s |" in told
    assert "; other than the rules |" in told
    assert "2 later diagnoses not shown." in told
    assert "E8 and 3 more |" in told
    assert "| 1 wrong; it was: dns-failure |" in told


def test_an_empty_row_has_blanks_and_a_whole_one_has_none() -> None:
    empty, whole = (part(written(*rows), "The inference: what was true") for rows in ((), (INFERRED,)))
    assert empty.count(BLANK) == 3
    assert "one of: model; prompt and context; data, retrieval and tools; platform and monitoring." in empty
    assert BLANK not in whole
    assert "> The probe asked the old port" in whole
    assert "Layer: **data, retrieval and tools**" in whole
    assert "Filled in by Nora, last at 03:34 UTC on 2026-11-20." in whole
    assert "| Read revisions first | Nora |" in part(written(INFERRED), "Follow-ups")


def test_an_action_without_an_owner_stands_out() -> None:
    lone = make.row(Act.INFERENCE, 80, NORA, action="Read revisions first")
    assert "| Read revisions first | **nobody yet** |" in part(written(lone), "Follow-ups")
    assert "No action is recorded." in written()
    assert "What the record leaves open:" not in part(
        written(rows=(), diagnoses={}, proposals=()), "Follow-ups"
    )


def test_a_cause_that_was_not_given_is_none() -> None:
    assert "cause given: none |" in written(incident=make.closed(cause=""))


def test_the_section_for_customers_has_facts_and_marked_blanks() -> None:
    told = part(written(), "For customers")
    assert told.count(f"> **{BLANK}:**") == 3
    assert 'HighErrorRate, in its words: "14 % of requests fail"' in told
    assert "The first sign in our monitoring is of 02:10 UTC on 2026-11-20." in told
    assert "Not every alert had its recovery reported. The incident was closed at 03:10 UTC" in told
    assert "Alertmanager reported no recovery of 1 of 2 alerts." in told
    assert "The cause: nobody has recorded yet what was true." in told
    assert "nobody has recorded yet" not in part(written(INFERRED), "For customers")


def test_customers_are_told_of_the_end_where_every_source_reported_it() -> None:
    rows = (alerted(-3, quoted=""), make.row(Act.RECOVERED, 24, fingerprint="HighErrorRate"))
    told = part(written(rows=rows, diagnoses={}), "For customers")
    assert "the last report of recovery of 02:38 UTC on 2026-11-20: 28 min in all." in told
    assert "- HighErrorRate\n" in told
    assert "reported no recovery" not in told
    assert "reading of our systems" not in told
    assert "The incident is open." in written(incident=make.owned(), rows=(alerted(-3),))


@pytest.mark.parametrize("rows", [(), (INFERRED,), (INFERRED, END)])
def test_no_word_blames_anybody(rows: tuple[LedgerEntry, ...]) -> None:
    assert not BLAME.search(written(*rows) + svg(picture_of(found(*rows), NAMES)))


def test_the_state_says_what_is_missing_who_ended_it_or_that_nobody_did() -> None:
    assert state_line(found(), NAMES).startswith("open; missing: what was true; ")
    assert state_line(found(INFERRED), NAMES).startswith("open; nothing is missing, and nobody recorded")
    assert state_line(found(INFERRED, END), NAMES) == "complete, recorded by Nora at 03:40 UTC on 2026-11-20"


def test_with_a_picture_the_document_names_its_file_and_without_one_it_draws_a_strip() -> None:
    with_one = document(found(), NAMES, picture="I-12.svg")
    assert "![Timeline of I-12; the table below says the same](I-12.svg)" in with_one
    assert "```text\nUTC " not in with_one
    assert "```text\nUTC " in written()


def test_the_picture_and_the_table_have_the_same_numbers() -> None:
    numbers = numbered(found(), NAMES).told
    assert [one.number for one in numbers] == list(range(1, len(numbers) + 1))
    assert [one.at for one in numbers] == sorted(one.at for one in numbers)
    drawn = picture_of(found(), NAMES)
    marks = {mark.number for track in drawn.tracks for mark in track.marks}
    bars = {bar.number for track in drawn.tracks for bar in track.stretches if bar.number}
    assert marks | bars == {one.number for one in numbers}
    assert not marks & bars


def test_of_a_busy_lane_the_first_and_the_last_are_told_and_the_rest_is_counted() -> None:
    rows = tuple(make.row(Act.STOPPED, at / 10, NORA, why=f"reason {at}") for at in range(40))
    told = numbered(found(rows=rows), NAMES)
    mine = [one.said for one in told.told if one.lane is Lane.DECISIONS]
    assert len(mine) == MOST
    assert (mine[0][-8:], mine[-1][-9:]) == ("reason 0", "reason 39")
    assert told.left_out == ("Decisions: 24 more in between, not shown.",)
    assert "- Decisions: 24 more in between, not shown." in written(rows=rows)


def test_what_was_said_again_and_again_is_told_once() -> None:
    rows = tuple(make.row(Act.ASKED, at, EMIL) for at in range(5))
    told = [one.said for one in numbered(found(rows=rows), {}).told if one.lane is Lane.DECISIONS]
    assert told == ["U0EMIL asked for a triage, 5 times until 02:18"]


def test_restarts_and_rollouts_stand_beside_the_rest_and_say_when_they_are_not_known() -> None:
    text = part(written(), "Timeline")
    assert "Deployment shop/cart: revision 7 rolled out: readinessProbe.port 8080 → 8081" in text
    assert "Deployment shop/cart: container ended 2 times until 02:09 (OOMKilled, exit code 137)" in text
    gone = found(snapshots=(), taken=2)
    assert "not known: what was read at the time is not kept any more" in svg(picture_of(gone, NAMES))
    assert "known from 0 of 2 snapshots; the others are not kept any more" in document(gone, NAMES)
    assert "What was read is not kept any more." in str(postmortem_message(gone, (), NAMES, deployment="d"))
    none = found(snapshots=(snapshot(replicasets=()),), taken=1)
    assert "none seen in what was read" in svg(picture_of(none, NAMES))
    assert "Restarts and rollouts are known from 1 snapshot of the cluster." in document(none, NAMES)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LONG)
def test_whatever_a_cluster_an_alert_or_a_person_says_stays_text(text: str) -> None:
    rows = (
        alerted(-3, name=text or "x", annotations={"summary": text}),
        make.row(Act.TOOK, 2, text, note=text),
        make.row(Act.HANDED_OVER, 3, NORA, to=text),
        executed(5, request=text, answer=text),
        verified(6, ok=False),
        make.row(Act.INFERENCE, 9, text, truth=text, told=text, action=text, owner=text),
    )
    told = found(rows=rows, incident=make.closed(title=text, cause=text))
    # In a block of code nothing is live.
    said = re.sub(r"(?ms)^(`{3,})text$.*?^\1$", "", document(told, {NORA: text}))
    assert not any(live in said for live in ("<!channel>", "<@U1>", "\x1b", "\u202e"))
    assert re.findall(r"^#{1,2} .*$", said, re.MULTILINE)[1] == "## Summary"
    assert len(re.findall(r"^## ", said, re.MULTILINE)) == 10
    assert problems(postmortem_message(told, (), {NORA: text}, deployment="d")) == []
