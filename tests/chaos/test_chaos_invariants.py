"""Each invariant of a bad day can fail: a day as it should be, and then the same day with one thing wrong."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.alert import Severity
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act, ChainFault, LedgerEntry
from bot.domain.people import Holder
from bot.render.actions import ActionId
from tests.chaos.invariants import INVARIANTS, Seen, complaints

BEGAN = datetime(2026, 11, 30, 2, 14, tzinfo=UTC)
EVERY = timedelta(seconds=6)
OWNED, UNOWNED = "i-owned", "i-unowned"
NORA = "U0NORA"


def incident(name: str, number: int, **changes: Any) -> Incident:
    return Incident(
        id=name,
        number=number,
        channel="C1",
        thread_ts=f"{number}.1",
        title="down",
        severity=Severity.CRITICAL,
        status=IncidentStatus.FIRING,
        target=None,
        fingerprint=name,
        opened_at=BEGAN,
    ).model_copy(update=changes)


def message(letter: str, text: str, *, status: bool = False, number: int = 1) -> Any:
    close = {"type": "actions", "elements": [{"type": "button", "action_id": ActionId.CLOSE}]}
    blocks = [{"type": "section", "block_id": f"lookout:{letter}:3"}, *([close] if status else [])]
    return ("C1", f"{number}.1"), {"ts": f"9.{letter}", "text": text, "blocks": blocks}


def row(name: str, act: Act, seconds: float, **detail: Any) -> LedgerEntry:
    return LedgerEntry(incident_id=name, at=BEGAN + timedelta(seconds=seconds), act=act, detail=detail)


HELD = incident(OWNED, 1, owner=Holder(user_id=NORA, since=BEGAN, term=1), owner_term=1)
FREE = incident(UNOWNED, 2)
CHANGE = (
    row(OWNED, Act.INTENT, 4, proposal="p1"),
    row(OWNED, Act.EXECUTED, 5, proposal_id="p1"),
)
REMINDERS = (row(UNOWNED, Act.REMINDED, 6.5, count=1), row(UNOWNED, Act.ESCALATED, 13, count=2))
STATUS = message("a", f"Owner: <@{NORA}>, who took ownership at 02:14 UTC\nmore", status=True)
NOBODYS = message("b", "Nobody owns this incident as of 02:14 UTC\nmore", status=True, number=2)
ANSWER = message("c", "Owner: see the status message")
GOOD = Seen(
    alerts=[("C1", "1.1"), ("C1", "2.1")],
    attached={("C1", "1.1"): OWNED, ("C1", "2.1"): UNOWNED},
    incidents=[HELD, FREE],
    ledger={OWNED: CHANGE, UNOWNED: REMINDERS},
    messages=[STATUS, NOBODYS, ANSWER],
    writes=["p1"],
    every=EVERY,
    late=timedelta(seconds=2),
    until=BEGAN + timedelta(seconds=16),
)


def ledger(*more: LedgerEntry, unowned: tuple[LedgerEntry, ...] = REMINDERS) -> dict[str, Any]:
    return {"ledger": {OWNED: (*CHANGE, *more), UNOWNED: unowned}}


WRONG: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "an alert that nobody kept": ("no_alert_is_lost", {"alerts": [*GOOD.alerts, ("C1", "7.1")]}),
    "an alert of an incident that is not there": (
        "no_alert_is_lost",
        {"attached": {**GOOD.attached, ("C1", "2.1"): "i-gone"}},
    ),
    "no status message": ("every_incident_has_one_status_message", {"messages": [STATUS, ANSWER]}),
    "two status messages": (
        "every_incident_has_one_status_message",
        {"messages": [*GOOD.messages, message("d", NOBODYS[1]["text"], status=True, number=2)]},
    ),
    "a message that stands twice": ("nothing_stands_twice", {"messages": [*GOOD.messages, ANSWER]}),
    "a message that nobody was shown": ("everything_is_delivered", {"waiting": 1}),
    "two intents": ("a_proposal_is_executed_once_at_most", ledger(row(OWNED, Act.INTENT, 9, proposal="p1"))),
    "two ends": (
        "a_proposal_is_executed_once_at_most",
        ledger(row(OWNED, Act.EXECUTED, 9, proposal_id="p1")),
    ),
    "two writes": ("a_proposal_is_executed_once_at_most", {"writes": ["p1", "p1"]}),
    "a write that nothing announced": ("a_proposal_is_executed_once_at_most", {"writes": ["p1", "p2"]}),
    "an owner who is not named": (
        "the_owner_line_is_true",
        {"messages": [message("a", NOBODYS[1]["text"], status=True), NOBODYS]},
    ),
    "an owner whom nobody made one": (
        "the_owner_line_is_true",
        {"messages": [STATUS, message("b", STATUS[1]["text"], status=True, number=2)]},
    ),
    "a reminder that never came": ("reminders_are_on_time", ledger(unowned=REMINDERS[:1])),
    "a reminder that came late": (
        "reminders_are_on_time",
        ledger(unowned=(row(UNOWNED, Act.REMINDED, 8.5, count=1), row(UNOWNED, Act.REMINDED, 15, count=2))),
    ),
    "a chain that is broken": ("the_chains_hold", {"faults": [ChainFault(OWNED, 3, "was changed")]}),
}


def test_a_day_as_it_should_be_has_no_complaints() -> None:
    assert complaints(GOOD) == []


@pytest.mark.parametrize("what", list(WRONG))
def test_one_thing_wrong_is_one_complaint_of_the_invariant_that_it_breaks(what: str) -> None:
    invariant, changes = WRONG[what]
    found = complaints(replace(GOOD, **changes))
    assert {one.partition(":")[0] for one in found} == {invariant}, found


def test_every_invariant_is_shown_to_fail() -> None:
    assert {invariant for invariant, _ in WRONG.values()} == {one.__name__ for one in INVARIANTS}


def test_reminders_count_only_while_nobody_ever_owned_it_and_it_is_open() -> None:
    silent: Callable[[Incident], Seen] = lambda one: replace(  # noqa: E731 # one line, said twice
        GOOD, incidents=[HELD, one], ledger={OWNED: CHANGE}
    )
    assert complaints(silent(FREE))
    assert complaints(silent(FREE.model_copy(update={"owner_term": 1}))) == []
    closed = FREE.model_copy(update={"status": IncidentStatus.CLOSED})
    assert complaints(silent(closed)) == []
