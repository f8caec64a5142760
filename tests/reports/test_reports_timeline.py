from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.ledger import Act, LedgerEntry
from bot.reports.timeline import QUIET, timeline
from bot.voice.judge import judge

AT = datetime(2026, 11, 20, 2, 16, tzinfo=UTC)


def row(act: Act, actor: str = "", source: str = "", hours: float = 0, **detail: Any) -> LedgerEntry:
    return LedgerEntry(
        incident_id="i", at=AT + timedelta(hours=hours), act=act, actor=actor, source=source, detail=detail
    )


def test_a_humans_act_names_the_human_and_the_button() -> None:
    assert timeline([row(Act.TOOK, "U1", "button")]) == ("02:16 <@U1> took ownership (button)",)


def test_what_the_program_did_is_told_as_a_noun() -> None:
    assert timeline([row(Act.DIAGNOSED, verdict="fault")]) == ("02:16 diagnosis: verdict `fault`",)
    assert timeline([row(Act.EXECUTED, number=3)]) == ("02:16 attempt of P-3",)


def test_no_row_of_the_program_reads_like_a_persons_word() -> None:
    for act in Act:
        for line in timeline([row(act, number=3)]):
            assert judge(line).passed, line


def test_an_actor_without_an_account_is_shown_in_code() -> None:
    assert timeline([row(Act.STOPPED, "root@host", "cli")]) == ("02:16 `root@host` stopped (cli)",)


def test_details_that_matter_are_shown_and_others_are_not() -> None:
    lines = timeline(
        [row(Act.APPROVED, "U1", "button", number=3, reason="`old` port", digest="d", proposal="x")]
    )
    assert lines == ("02:16 <@U1> approved P-3 (button): reason `old port`",)
    assert timeline([row(Act.CLOSED, "U1", cause="", why={})]) == ("02:16 <@U1> closed",)
    assert timeline([row(Act.REMINDED, number=2, minutes=5)]) == (
        "02:16 reminder of the missing owner: minutes `5`",
    )


def test_an_office_is_named_where_it_was_set_and_nowhere_else() -> None:
    said = timeline(
        [row(Act.ROLE, "U1", "button", role="commander"), row(Act.ROLE, "U1", reason="commander")]
    )
    assert said == (
        "02:16 <@U1> set role (button): role `commander`",
        "02:16 <@U1> set role: reason `(name withheld)`",
    )


def test_a_handover_is_told_as_the_offer_that_it_is() -> None:
    assert timeline([row(Act.HANDED_OVER, "U1", to="U2")]) == ("02:16 handover offer: <@U1> to <@U2>",)
    assert timeline([row(Act.HANDED_OVER, "U1")]) == ("02:16 <@U1> handed over",)


def test_bookkeeping_is_left_out() -> None:
    assert timeline([row(act) for act in QUIET]) == ()


def test_the_date_stands_where_the_day_changes() -> None:
    lines = timeline([row(Act.OPENED), row(Act.RECOVERED, hours=22)])
    assert lines == (
        "02:16 incident opened",
        "2026-11-21",
        "00:16 recovery reported by the source",
    )


def test_a_naive_time_counts_as_utc() -> None:
    entry = row(Act.OPENED).model_copy(update={"at": AT.replace(tzinfo=None)})
    assert timeline([entry]) == ("02:16 incident opened",)
