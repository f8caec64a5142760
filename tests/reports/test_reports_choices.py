"""Which release is in use and where a rollback goes, and what a release touched: from rows alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.ledger import Act, LedgerEntry
from bot.reports.choices import BACK, back_to
from bot.reports.touched import touched

AT = datetime(2026, 11, 20, 2, 14, tzinfo=UTC)
NAMES = ("a", "b", "c")


def chose(release: str, before: str, way: str = "use") -> LedgerEntry:
    """A choice."""
    detail = {"release": release, "before": before, "way": way}
    return LedgerEntry(incident_id="", at=AT, act=Act.CHOSE, detail=detail)


def row(act: Act, incident: str = "i-1", minute: int = 0, actor: str = "", **detail: Any) -> LedgerEntry:
    """Any row."""
    at = AT + timedelta(minutes=minute)
    return LedgerEntry(incident_id=incident, at=at, act=act, actor=actor, detail=detail)


def test_before_anybody_chose_a_rollback_goes_to_the_one_before_the_newest() -> None:
    assert back_to([], NAMES, NAMES) == "b"
    assert back_to([], ("a",), ("a",)) == ""
    assert back_to([], (), ()) == ""


def test_a_rollback_goes_to_the_one_chosen_before() -> None:
    rows = [chose("a", "c"), row(Act.RATED), chose("b", "a")]
    assert back_to(rows, NAMES, NAMES) == "a"


def test_a_second_rollback_goes_one_further_back_and_never_forward_again() -> None:
    rows = [chose("a", "c"), chose("b", "a"), chose("a", "b", BACK)]
    assert back_to(rows, NAMES, NAMES) == "c"
    assert back_to([*rows, chose("c", "a", BACK)], NAMES, NAMES) == "b"


def test_a_release_that_cannot_be_used_is_passed_over() -> None:
    rows = [chose("a", "c"), chose("gone", "a"), chose("b", "gone")]
    assert back_to(rows, NAMES, NAMES) == "a"
    assert back_to([chose("b", "gone")], ("b",), ("b",)) == ""


def test_a_newer_release_that_nobody_chose_is_nothing_to_go_back_to() -> None:
    assert back_to([chose("b", "b0"), chose("a", "b")], ("a", "b", "new"), ("a", "b", "new")) == "b"


def test_a_rollback_to_what_no_row_knows_begins_a_line_of_its_own() -> None:
    assert back_to([chose("lost", "x", BACK)], NAMES, NAMES) == ""


def test_the_incidents_that_a_release_touched_have_their_runs_and_verdicts() -> None:
    rows = [
        row(Act.ATTEMPTED, minute=1, release="b", purpose="investigate", run="refine:7", diagnosis=7),
        row(Act.ATTEMPTED, minute=2, release="b", purpose="investigate", run="refine:7", diagnosis=7),
        row(Act.REFINED, minute=3, release="b", run="refine:7", diagnosis=7, refinement=8),
        row(Act.RATED, minute=4, actor="U1", diagnosis="7", verdict="right"),
        row(Act.RATED, minute=5, actor="U1", diagnosis="8", verdict="wrong", cause="dns-failure"),
        row(Act.RATED, minute=5, actor="U2", diagnosis="99", verdict="wrong"),
        row(Act.ATTEMPTED, "i-2", 6, release="a", run="refine:9", diagnosis=9),
        row(Act.RATED, "i-2", 7, actor="U1", diagnosis="9", verdict="right"),
        row(Act.ATTEMPTED, "i-3", 8, release="b", purpose="answer", run="answer:1", diagnosis=0),
        row(Act.ATTEMPTED, "", 9, release="b", purpose="eval", run="eval:1"),
        row(Act.ATTEMPTED, "i-2", 10, release="b", purpose="rerun", run="rerun:9", diagnosis=9),
    ]
    third, first = touched(rows, "b")
    assert (third.incident_id, third.runs, third.attempts, third.diagnoses) == ("i-3", 1, 1, ())
    assert (first.incident_id, first.runs, first.attempts, first.diagnoses) == ("i-1", 1, 2, (7,))
    assert (first.verdicts.right, first.verdicts.wrong, first.verdicts.causes) == (0, 1, ("dns-failure",))
    assert (first.first, first.last) == (AT + timedelta(minutes=1), AT + timedelta(minutes=3))
    assert touched(rows, "none") == ()
