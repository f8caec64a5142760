import pytest

from bot.render import history, views, whispers
from bot.render.actions import ActionId, Field, Pressed, ViewId, unpack, unpack_block
from bot.render.reminder import reminder_message
from bot.render.target import target_message
from bot.triage.ask import COMMANDS, LOOK_UPS
from tests.render import render_factories as make
from tests.render.everything_said import ANSWERS, GROUP, POSTS, VIEWS
from tests.render.slack_limits import buttons, problems, shown


def test_an_escalation_wakes_the_group_below_the_owner_line() -> None:
    lines = POSTS["escalation"].text.splitlines()
    assert lines[0] == "Nobody owns this incident as of 02:24 UTC"
    assert lines[1] == f"{GROUP} I-12 `HighErrorRate` (severity critical) has had no owner for 10 minutes."
    assert buttons(POSTS["escalation"]) == ["Take ownership"]


def test_an_attempt_that_nobody_can_vouch_for_wakes_the_group_and_says_where_to_look() -> None:
    lines = POSTS["escalation unknown"].text.splitlines()
    assert lines[0] == "Owner: <@U0NORA>, who took ownership at 02:16 UTC"
    assert lines[1].startswith(f"{GROUP} P-3: roll Deployment shop/cart back to revision 6 may or may not")
    assert "`kubectl -n shop get deployment cart" in lines[2]
    assert "<!" not in POSTS["escalation unverified"].text


def test_a_lever_answers_with_what_is_in_force() -> None:
    assert ANSWERS["lever pulled"].text.startswith(
        "Recorded: a stop of `mitigation` is in force since 02:20 UTC."
    )
    assert ANSWERS["lever was not pulled"].text.startswith("Nothing changed")


def test_a_plain_reminder_pings_nobody() -> None:
    assert "<!" not in shown(POSTS["reminder"])


def test_a_forged_group_pings_nobody() -> None:
    said = reminder_message(make.incident(), now=make.NOW, group="<!channel>", minutes_unowned=1, final=False)
    assert "<!" not in shown(said)
    assert "for 1 minute." in said.text
    assert buttons(said) == []


def test_the_last_reminder_says_that_it_is_the_last() -> None:
    assert "This is the last reminder in this thread." in POSTS["last reminder"].text
    assert "last reminder" not in POSTS["escalation"].text


def test_a_reminder_that_an_owner_overtook_wakes_nobody_and_claims_no_gap() -> None:
    said = POSTS["reminder overtaken"]
    assert "<!" not in shown(said)
    assert "no owner" not in said.text


def test_the_question_for_a_target_offers_the_services_and_carries_the_ids() -> None:
    row = POSTS["target"].blocks[-1]
    pressed = unpack_block(row["block_id"])
    assert pressed is not None
    assert (pressed.deployment, pressed.incident_id) == ("prod-1", "inc-1")
    menu = row["elements"][0]
    assert menu["action_id"] == ActionId.TARGET
    assert [option["value"] for option in menu["options"]] == ["cart", "search"]


def test_what_was_read_of_the_alert_is_quoted() -> None:
    assert "E0│ 14 % of requests fail since 02:10" in shown(POSTS["target"])
    assert "E0│ service=cart" in shown(POSTS["target"])
    assert "14 %" not in POSTS["target"].text


def test_services_beyond_the_menu_are_counted() -> None:
    names = (*(f"service-{index}" for index in range(120)), "n" * 90)
    said = target_message(
        make.incident(), make.alert(quoted="", labels={}), names, now=make.NOW, deployment="d"
    )
    assert problems(said) == []
    assert "21 more services not listed." in shown(said)
    assert "E0│ (no text)" in shown(said)


def test_every_losing_click_says_that_it_changed_nothing() -> None:
    lost = [name for name in ANSWERS if name.startswith(("already", "not ", "stale", "only", "cannot"))]
    for name in (
        *lost,
        "expired click",
        "foreign",
        "same human",
        "requester",
        "reason needed",
        "closed incident",
    ):
        assert ANSWERS[name].text.startswith("This click changed nothing")


def test_a_click_that_counted_says_what_is_recorded_and_never_that_it_changed_nothing() -> None:
    for name in ("recorded", "offered", "closed", "queued", "rated", "ownership", "stopped"):
        assert "changed nothing" not in ANSWERS[name].text
    assert ANSWERS["recorded"].text.splitlines() == [
        "Recorded for P-3.",
        "<@U0IVY> approved P-3 at 02:31 UTC",
        "P-3 expires at 02:41 UTC.",
    ]
    assert ANSWERS["closed"].text == "Recorded: <@U0NORA> closed I-12 at 03:10 UTC."


def test_a_click_after_a_decision_names_who_decided_and_when() -> None:
    assert (
        ANSWERS["already approved"].text == "This click changed nothing: <@U0IVY> approved P-3 at 02:31 UTC."
    )
    assert "<@U0NORA> confirmed P-3 at 02:32 UTC" in ANSWERS["already decided"].text
    assert "<@U0NORA> rejected P-3" in ANSWERS["already rejected"].text
    assert "P-3 takes no more decisions." in ANSWERS["already expired"].text


def test_an_offer_names_the_receiver_and_makes_nobody_the_owner() -> None:
    said = POSTS["offer"].text
    assert said.splitlines()[0] == "Owner: see the status message"
    assert "offered to <@U0IVY>." in said
    assert "The owner stays the same until <@U0IVY> presses the button." in said
    assert buttons(POSTS["offer"]) == ["Take ownership"]


def test_a_click_without_the_role_names_who_could() -> None:
    assert "Only a member of the commanders group can approve P-3." in ANSWERS["not commander"].text
    assert "Only the owner of this incident can confirm P-3." in ANSWERS["not owner"].text
    assert "Only a person with that role" in ANSWERS["not something"].text


def test_a_stop_is_named_with_its_lever_and_reason() -> None:
    said = ANSWERS["stopped"].text
    assert "A stop of `mitigation` is in force since 02:20 UTC, lever: <@U0IVY>." in said
    assert said.endswith("Reason given: `planned failover`.")


def test_the_hint_brings_the_button() -> None:
    assert buttons(ANSWERS["hint"]) == ["Take ownership"]


def test_a_closed_incident_without_a_time_invents_none() -> None:
    said = whispers.incident_closed(make.closed(closed_at=None))
    assert said.text == "This click changed nothing: <@U0NORA> closed I-12."


def test_ownership_is_told_as_recorded() -> None:
    assert ANSWERS["ownership"].text.startswith(
        "Recorded for I-12. Owner: <@U0NORA>, who took ownership at 02:16 UTC"
    )


@pytest.mark.parametrize("name", ["confirm", "approve"])
def test_a_key_repeats_target_and_blast_radius_and_asks_for_a_reason(name: str) -> None:
    view = VIEWS[name].view
    assert "Deployment shop/cart, cluster prod" in shown(VIEWS[name])
    assert "Blast radius: 6 pods of a workload that wants 6" in shown(VIEWS[name])
    asked = next(block for block in view["blocks"] if block["type"] == "input")
    assert (asked["block_id"], asked["element"]["action_id"]) == (Field.REASON, Field.REASON)


def test_a_verdict_summary_is_shown_where_given() -> None:
    assert "Gates: 14 of 16 pass" in shown(VIEWS["confirm"])
    assert "Gates:" not in shown(VIEWS["approve"])


def test_every_modal_carries_its_ids() -> None:
    for name in ("take", "handover", "close", "stop", "confirm", "approve", "deny", "refuse"):
        pressed = unpack(VIEWS[name].view["private_metadata"])
        assert pressed is not None
        assert (pressed.deployment, pressed.incident_id) == ("prod-1", "inc-1")
        assert (pressed.channel, pressed.message_ts) == ("C0INCIDENTS", "1763604841.000200")
    for name in ("confirm", "approve", "deny", "refuse"):
        pressed = unpack(VIEWS[name].view["private_metadata"])
        assert pressed is not None
        assert (pressed.proposal_id, pressed.digest) == ("prop-1", make.proposal().digest)


def test_every_modal_has_a_callback_id_of_its_own() -> None:
    ids = {view.view["callback_id"] for view in VIEWS.values() if "callback_id" in view.view}
    assert ids == set(ViewId)


def test_metadata_too_long_for_slack_is_left_out_rather_than_cut() -> None:
    view = views.take_view(Pressed(deployment="d", incident_id="i" * 4000))
    assert view.view["private_metadata"] == ""


def test_the_cause_is_required_to_close() -> None:
    asked = VIEWS["close"].view["blocks"][1]
    assert asked["block_id"] == Field.CAUSE
    assert asked["element"]["min_length"] > 0


def test_a_handover_asks_for_a_person() -> None:
    kinds = [
        block["element"]["type"] for block in VIEWS["handover"].view["blocks"] if block["type"] == "input"
    ]
    assert kinds == ["users_select"]


def test_history_is_one_line_each_with_a_link_where_there_is_one() -> None:
    lines = ANSWERS["history"].text.splitlines()
    assert lines[0] == "Diagnoses of cart: 2 diagnoses"
    address = "https://example.slack.com/archives/C0INCIDENTS/p1763604840000100"
    assert lines[1].startswith(
        f"Diagnosis 52 of <{address}|I-12>, 2026-11-19 16:14 UTC, `shop/cart`: The readiness"
    )
    assert lines[2].startswith("Diagnosis 53 of I-13, ")
    assert lines[2].endswith("(0.93)")


def test_a_long_history_is_cut_and_says_so() -> None:
    said = history.history_message(
        [make.past(number, confidence=0) for number in range(60)], title="Diagnoses"
    )
    assert "40 more diagnoses not shown" in shown(said)
    assert problems(said) == []


def test_a_past_diagnosis_without_a_target_says_so() -> None:
    said = history.history_message([make.past(service="", namespace="")], title="Diagnoses")
    assert "`no target`" in said.text


def test_show_holds_hypotheses_quotes_and_timeline() -> None:
    said = shown(ANSWERS["show"])
    for part in (
        "Diagnosis 7 of I-12 `HighErrorRate`",
        "Target: `prod/shop/cart`; snapshot of 02:14 UTC; <@U0NORA> closed it at 03:10",
        "1. (0.93) The readiness probe",
        "Evidence for: E1.",
        "E1│ Readiness",
        "02:16 <@U0NORA> took ownership",
    ):
        assert part in said


def test_show_of_a_healthy_diagnosis_says_so_and_long_evidence_is_counted() -> None:
    quotes = tuple(make.evidence(number) for number in range(1, 10))
    found = make.diagnosis(verdict="healthy", hypotheses=(), evidence=quotes)
    said = shown(history.show_message(make.incident(target=None), found, diagnosis_id=8, now=make.NOW))
    assert "Target: no target mapped; snapshot of 02:14 UTC; the incident is open" in said
    assert "Nothing wrong found" in said
    assert "3 more evidence items not shown" in said
    assert "Timeline" not in said


def test_the_fleet_shows_every_incident_with_its_owner_line() -> None:
    lines = ANSWERS["fleet"].text.splitlines()
    assert lines[0] == "2 open incidents as of 02:23 UTC"
    assert lines[1].endswith("`prod/shop/cart`. Nobody owns this incident as of 02:23 UTC")
    assert lines[2].endswith("no target mapped. Owner: <@U0NORA>, who took ownership at 02:16 UTC")
    assert (
        lines[3]
        == "Stop in force for `mitigation` since 02:20, lever: <@U0IVY>, reason given: `planned failover`"
    )


def test_a_large_fleet_is_cut_and_says_so() -> None:
    said = history.fleet_status_message([make.incident()] * 30, make.switch(), now=make.NOW)
    assert "10 more incidents not shown" in said.text
    assert problems(said) == []


def test_an_unreadable_switch_is_not_told_as_no_stop() -> None:
    assert "The kill switch cannot be read" in ANSWERS["blind fleet"].text
    assert "No stop is in force" in ANSWERS["quiet fleet"].text


def test_help_names_every_command() -> None:
    for word in (*LOOK_UPS, *COMMANDS):
        assert f"`/lookout {word}" in ANSWERS["help"].text


def test_an_unknown_command_is_answered_with_the_nearest_and_the_help() -> None:
    lines = ANSWERS["unknown command"].text.splitlines()
    assert lines[0] == "There is no command `hstory`. Nearest: `/lookout history`."
    assert lines[1:] == ANSWERS["help"].text.splitlines()[1:]
    assert "Nearest" not in ANSWERS["unknown command far off"].text
