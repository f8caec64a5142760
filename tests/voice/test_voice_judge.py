import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import HumanAct
from bot.voice.judge import LONGEST, judge

TOOK = HumanAct(user="U0NORA", act="took ownership", at="02:16")
APPROVED = HumanAct(user="U0IVY", act="approved", at="02:31")
CONFIRMED = HumanAct(user="U0NORA", act="confirmed", at="02:32")

TEMPLATES = [
    "Nobody owns this incident as of 02:14.",
    "Owner: see the status message.",
    "Read by a program, not by a person: pods: 212 read, 0.4 s; events: not read (403).",
    "Nothing wrong found in what was read; the incident stays open.",
    "Not enough evidence: 2 reads were refused.",
    "Alertmanager reported resolved at 02:40.",
    "Only a member of the commanders group can approve P-3.",
    "Proposed, not executed: roll Deployment shop/cart back to revision 6.",
    "Sent: patch of Deployment shop/cart; the API server answered 200.",
    "If nobody takes ownership by 02:24, <!subteam^S0RESPOND> is notified.",
    *[
        "Take ownership",
        "Hand over",
        "Release",
        "Approve",
        "Deny",
        "Confirm as owner",
        "Refuse",
        "Close incident",
    ],
    *["Triage again", "Stop", "Cancel", "Right", "Partly", "Wrong"],
    "[1 sentence withheld by the language guard]",
    "[2 sentences withheld by the language guard]",
    "[withheld]",
    "(name withheld)",
]


@pytest.mark.parametrize("text", TEMPLATES)
def test_lookouts_own_templates_pass(text: str) -> None:
    assert judge(text).rule == ""


def test_a_deed_beside_a_mention_passes_only_with_its_row() -> None:
    text = "<@U0NORA> took ownership at 02:16 (button)."
    assert judge(text, (TOOK,)).passed
    assert judge(text).rule == "attribution"
    assert judge(text, (APPROVED,)).rule == "attribution"


def test_a_time_said_of_a_deed_must_be_the_recorded_one() -> None:
    assert judge("<@U0NORA> took ownership at 02:17.", (TOOK,)).rule == "attribution"
    assert judge("<@U0NORA> took ownership.", (TOOK,)).passed


def test_a_recorded_time_may_be_a_whole_timestamp() -> None:
    row = TOOK.model_copy(update={"at": "2026-11-21T02:16:09Z"})
    assert judge("<@U0NORA> took ownership at 02:16.", (row,)).passed


def test_one_true_deed_does_not_carry_a_false_one() -> None:
    text = "<@U0IVY> approved P-3 at 02:31 and <@U0NORA> confirmed at 02:32."
    assert judge(text, (APPROVED, CONFIRMED)).passed
    assert judge(text, (APPROVED,)).rule == "attribution"
    assert not judge("<@U0IVY> approved P-3 at 02:31, SRE is on it.", (APPROVED,)).passed


def test_an_execution_names_both_humans_or_is_no_execution() -> None:
    text = "Executed by Lookout after <@U0IVY> approved at 02:31 and <@U0NORA> confirmed at 02:32."
    assert judge(text, (APPROVED, CONFIRMED)).passed
    assert not judge(text).passed
    assert not judge("Executed by Lookout.", (APPROVED, CONFIRMED)).passed


def test_the_bot_is_no_human_whatever_a_row_says() -> None:
    row = HumanAct(user="U0LOOKOUT", act="took ownership", at="02:16")
    text = "<@U0LOOKOUT> took ownership at 02:16."
    assert judge(text, (row,), bot_ids=("U0LOOKOUT",)).rule == "attribution"


def test_what_a_human_wrote_may_be_quoted_when_the_record_has_it() -> None:
    row = HumanAct(user="U0NORA", act="wrote", at="02:18", source="message")
    assert judge('<@U0NORA> wrote at 02:18: "on it".', (row,)).passed
    assert not judge('<@U0NORA> wrote at 02:18: "on it".').passed
    assert not judge('<@U0NORA> wrote at 02:18: "on it". On it.', (row,)).passed


def test_struck_text_is_judged_in_both_readings() -> None:
    assert not judge("~Nobody~ SRE has this.").passed
    assert not judge("~not~ resolved").passed


def test_machine_text_may_hold_what_prose_may_not() -> None:
    assert judge("`connection resolved in 12ms`").passed
    assert judge("`ошибка: нет соединения code=7`").passed
    assert judge("ошибка").rule == "script"
    assert judge("`I own this incident`").rule == "statement"


def test_evidence_lines_are_judged_by_the_statement_rule_only() -> None:
    assert judge("E3│ ack received, message acknowledged offset=12").passed
    assert judge("E3│ Acknowledged. I own this.").rule == "statement"
    assert not judge("E3x│ Acknowledged.").passed


def test_the_rendered_reading_is_what_a_reader_sees() -> None:
    assert judge("Ａｃｋ\u00ad").rendered == "Ack"


def test_a_text_that_is_too_long_counts_as_a_violation() -> None:
    assert judge("a " * LONGEST).rule == "too-long"
    assert judge("a\n" * 2_000).rule == "too-long"
    assert judge("pod " * 500).rule == "language"
    assert judge("x" * 400).rule == "language"
    assert judge(f"See https://grafana.example/d/{'a' * 400} for the panel.").passed


@given(st.text(max_size=400))
def test_no_text_breaks_the_judge(text: str) -> None:
    said = judge(text)
    assert said.passed == (said.rule == "")


@given(st.sampled_from(["Acknowledged", "Resolved", "On it", "I own this"]), st.data())
def test_an_invisible_character_anywhere_saves_no_claim(claim: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(claim)))
    hidden = data.draw(
        st.sampled_from(["\u200b", "\u200d", "\u00ad", "\u2060", "\ufeff", "\u034f", "\u202e"])
    )
    assert not judge(claim[:place] + hidden + claim[place:]).passed


@given(
    st.sampled_from(
        ["Acknowledged", "Resolved.", "On it!", "SRE has this.", "We are investigating.", "All clear"]
    ),
    st.sampled_from(TEMPLATES[:8]),
    st.booleans(),
)
def test_a_claim_beside_a_true_sentence_is_still_a_claim(claim: str, true: str, first: bool) -> None:
    text = f"{claim} {true}" if first else f"{true} {claim}"
    assert not judge(text).passed


@pytest.mark.parametrize(
    "unit",
    [
        "pod, ",
        "not ",
        "(a ",
        "<@U1 ",
        "a.b.",
        ":a",
        "a-b-",
        "`a",
        "~a ",
        "owner : ",
        "E3│ ack ",
        "&amp;",
        "\"' ",
    ],
)
def test_hostile_repetitions_end(unit: str) -> None:
    judge((unit * 40_000)[:40_000])


def test_random_identifiers_do_not_read_as_claims() -> None:
    draw = random.Random(7)  # noqa: S311 - a fixed sequence of pod names
    for _ in range(300):
        suffix = "".join(draw.choices(string.ascii_lowercase + string.digits, k=10))
        assert judge(f"Pod cart-{suffix} restarted 3 times.").rule == ""
