from pathlib import Path

import pytest

from bot.domain.alert import AlertState, Severity, Statement
from bot.domain.incident import IncidentStatus
from bot.domain.ledger import Act
from bot.domain.proposal import ProposalState
from bot.render.actions import ActionId
from bot.triage.policy import ChannelPolicy
from tests.fakes_slack import NORA
from tests.triage.worlds import ROOM, TARGET, Night
from tests.triage.worlds import night as fresh

RESOLVED = AlertState.RESOLVED


async def test_an_alert_opens_an_incident_with_its_status_message_and_its_diagnosis(night: Night) -> None:
    assert await night.alert()
    await night.settle()
    incident = await night.incident()
    assert (incident.number, incident.status, incident.target) == (1, IncidentStatus.FIRING, TARGET)
    assert [key.partition(":")[0] for key in night.slack.posts()] == ["status", "diagnosis"]
    assert night.slack.text("status").startswith("Nobody owns")


async def test_every_post_begins_with_the_owner_line(fired: Night) -> None:
    assert all(one.content.text.startswith("Nobody owns this incident") for one in fired.slack.shown.values())


async def test_an_alert_that_is_delivered_again_changes_nothing(fired: Night) -> None:
    calls = list(fired.slack.calls)
    assert not await fired.alert(event_id="Ev-another-delivery")
    await fired.settle()
    assert fired.slack.calls == calls
    assert len(await fired.incidents()) == 1


async def test_an_edit_that_is_delivered_again_is_known_by_its_event(fired: Night) -> None:
    assert await fired.alert(edited=True, event_id="Ev-edit")
    assert not await fired.alert(edited=True, event_id="Ev-edit")


async def test_the_same_alert_joins_within_the_window(fired: Night) -> None:
    fired.clock.advance(minutes=29)
    await fired.alert("101.1")
    await fired.settle()
    assert [one.alerts for one in await fired.incidents()] == [2]
    assert Act.JOINED in await fired.acts()


async def test_every_alert_that_joins_keeps_the_window_open(fired: Night) -> None:
    for number in range(1, 4):
        fired.clock.advance(minutes=20)
        await fired.alert(f"10{number}.1")
        await fired.work()
    assert [one.alerts for one in await fired.incidents()] == [4]


async def test_the_same_alert_opens_a_new_incident_after_the_window(fired: Night) -> None:
    fired.clock.advance(minutes=30, seconds=1)
    await fired.alert("101.1")
    await fired.settle()
    assert [(one.number, one.alerts) for one in await fired.incidents()] == [(1, 1), (2, 1)]


async def test_two_sources_about_one_target_are_one_incident(fired: Night) -> None:
    await fired.alert("101.1", source="grafana", fingerprint="fp-other", name="Latency")
    await fired.settle()
    assert [one.alerts for one in await fired.incidents()] == [2]
    assert len(fired.slack.posts("status")) == 1


async def test_an_alert_about_another_service_is_an_incident_of_its_own(fired: Night) -> None:
    labels = {"namespace": "shop", "service": "cart"}
    await fired.alert("101.1", fingerprint="fp-2", labels=labels)
    await fired.work()
    assert len(await fired.incidents()) == 2


async def test_alerts_without_a_target_do_not_join_each_other(night: Night) -> None:
    await night.alert(labels={}, fingerprint="fp-1")
    await night.alert("101.1", labels={}, fingerprint="fp-2")
    await night.work()
    assert len(await night.incidents()) == 2


async def test_a_joining_alert_can_raise_the_severity_and_not_lower_it(night: Night) -> None:
    await night.alert(severity=Severity.WARNING)
    await night.alert("101.1", severity=Severity.CRITICAL)
    await night.alert("102.1", severity=Severity.INFO)
    await night.work()
    assert (await night.incident()).severity is Severity.CRITICAL


async def test_a_resolved_post_makes_the_incident_quiet_and_says_whose_word_that_is(fired: Night) -> None:
    await fired.alert("101.1", state=RESOLVED)
    await fired.settle()
    assert (await fired.incident()).status is IncidentStatus.QUIET
    assert "Alertmanager reported resolved at 02:14" in fired.slack.text("status")
    assert fired.slack.text("status").startswith("Nobody owns")


async def test_a_second_resolved_post_changes_nothing(fired: Night) -> None:
    await fired.alert("101.1", state=RESOLVED)
    await fired.alert("102.1", state=RESOLVED)
    await fired.settle()
    assert (await fired.acts()).count(Act.RECOVERED) == 1


async def test_a_resolved_post_without_an_incident_opens_none(night: Night) -> None:
    await night.alert(state=RESOLVED)
    await night.settle()
    assert await night.incidents() == []
    assert night.slack.calls == []


async def test_an_incident_is_not_quiet_while_another_of_its_alerts_fires(fired: Night) -> None:
    await fired.alert("101.1", fingerprint="fp-2", name="Latency")
    await fired.alert("102.1", state=RESOLVED)
    await fired.settle()
    assert (await fired.incident()).status is IncidentStatus.FIRING
    await fired.alert("103.1", fingerprint="fp-2", name="Latency", state=RESOLVED)
    await fired.settle()
    assert (await fired.incident()).status is IncidentStatus.QUIET


async def test_an_alert_that_fires_again_wakes_its_quiet_incident(fired: Night) -> None:
    await fired.alert("101.1", state=RESOLVED)
    await fired.alert("102.1")
    await fired.settle()
    incident = await fired.incident()
    assert (incident.status, incident.quiet_since, incident.alerts) == (IncidentStatus.FIRING, None, 2)


async def test_an_edited_post_belongs_to_the_incident_of_its_message(fired: Night) -> None:
    await fired.alert(state=RESOLVED, edited=True, event_id="Ev-e", fingerprint="", labels={})
    await fired.settle()
    incident = await fired.incident()
    assert (incident.status, incident.alerts) == (IncidentStatus.QUIET, 1)


async def test_an_edit_that_still_fires_is_no_further_alert(fired: Night) -> None:
    await fired.alert(edited=True, event_id="Ev-e", count=3)
    await fired.settle()
    assert (await fired.incident()).alerts == 3


async def test_a_post_that_fires_again_after_its_incident_was_closed_opens_a_new_one(fired: Night) -> None:
    await fired.click(NORA, ActionId.CLOSE, cause="a bad rollout")
    await fired.alert(edited=True, event_id="Ev-again")
    await fired.settle()
    assert [one.number for one in await fired.incidents()] == [2]
    assert len(fired.slack.posts("status")) == 2


async def test_a_resolved_edit_of_a_closed_incident_changes_nothing(fired: Night) -> None:
    await fired.click(NORA, ActionId.CLOSE, cause="a bad rollout")
    calls = list(fired.slack.calls)
    await fired.alert(state=RESOLVED, edited=True, event_id="Ev-late")
    await fired.settle()
    assert (await fired.incidents(), fired.slack.calls) == ([], calls)


async def test_an_alert_without_a_target_asks_with_a_menu_and_is_triaged_once_it_is_chosen(
    night: Night,
) -> None:
    await night.alert(labels={})
    await night.settle()
    assert "no target mapped" in night.slack.text("status")
    assert Act.DIAGNOSED not in await night.acts()
    said = await night.click(NORA, ActionId.TARGET, service="checkout")
    assert "in the queue" in said
    assert (await night.incident()).target == TARGET
    assert (await night.acts())[-2:] == [Act.ASKED, Act.DIAGNOSED]


async def test_a_choice_that_is_no_service_changes_nothing_and_says_so(night: Night) -> None:
    await night.alert(labels={})
    await night.settle()
    assert "No target is mapped" in await night.click(NORA, ActionId.TARGET, service="nonsense")
    assert (await night.incident()).target is None


async def test_choosing_a_target_back_and_forth_triages_each_time(tmp_path: Path) -> None:
    other = TARGET.model_copy(update={"service": "cart"})
    async with fresh(tmp_path, services={"checkout": TARGET, "cart": other}) as night:
        await night.alert(labels={})
        await night.settle()
        menu = night.button(ActionId.TARGET)
        for service in ("checkout", "cart", "checkout"):
            night.clock.advance(1)
            await night.click(NORA, ActionId.TARGET, button=menu, service=service)
        assert (await night.acts()).count(Act.DIAGNOSED) == 3
        assert "Target of I-1: `sandbox/shop/checkout`." in night.slack.text("target")
        assert "already" in await night.click(NORA, ActionId.TARGET, button=menu, service="checkout")
        await night.propose()
        await night.settle()
        await night.click(NORA, ActionId.TARGET, button=menu, service="cart")
        assert [one.state for one in await night.proposals()] == [ProposalState.WITHDRAWN]


async def test_a_target_in_a_cluster_that_is_not_configured_is_asked_for(night: Night) -> None:
    await night.alert(labels={"cluster": "elsewhere", "namespace": "shop", "service": "cart"})
    await night.settle()
    assert (await night.incident()).target is None
    assert night.slack.posts("target")


async def test_the_channels_default_is_the_last_resort_for_a_target(tmp_path: Path) -> None:
    room = ChannelPolicy(cluster="sandbox", namespace="shop")
    async with fresh(tmp_path, channels={ROOM: room}) as night:
        await night.alert(labels={})
        await night.work()
        target = (await night.incident()).target
        assert target is not None
        assert (target.namespace, target.service) == ("shop", "")


@pytest.mark.parametrize("text", ["why is checkout slow?", "Checkout!", "is `checkout` down"])
async def test_a_mention_at_top_level_opens_an_incident_for_the_service_it_names(
    night: Night, text: str
) -> None:
    await night.mention(text)
    await night.settle()
    [incident] = await night.incidents()
    assert (incident.target, incident.thread_ts, incident.severity) == (TARGET, "300.1", Severity.WARNING)
    assert night.slack.posts("diagnosis")


async def test_a_mention_that_names_no_service_asks_for_one(night: Night) -> None:
    await night.mention("help, it burns")
    await night.settle()
    [incident] = await night.incidents()
    assert incident.target is None
    assert night.slack.posts("target")


async def test_a_mention_that_comes_as_two_events_is_one(night: Night) -> None:
    assert await night.mention("checkout")
    assert not await night.mention("checkout")


async def test_a_mention_in_an_incidents_thread_asks_for_another_triage(fired: Night) -> None:
    await fired.mention("once more please", thread_ts="100.1")
    await fired.settle()
    assert len(await fired.incidents()) == 1
    assert (await fired.acts()).count(Act.DIAGNOSED) == 2
    assert [row.actor for row in await fired.rows(Act.ASKED)] == [NORA]


async def test_a_mention_in_any_other_thread_opens_an_incident_there(night: Night) -> None:
    await night.mention("checkout?", thread_ts="250.1")
    await night.work()
    assert [one.thread_ts for one in await night.incidents()] == ["250.1"]


async def test_two_mentions_are_two_incidents_and_do_not_join(night: Night) -> None:
    await night.mention("what is this", "300.1")
    await night.mention("what is that", "301.1")
    await night.work()
    assert len(await night.incidents()) == 2


async def test_what_a_human_wrote_is_not_repeated_as_an_own_sentence(night: Night) -> None:
    await night.mention("I own this, all clear, checkout")
    await night.settle()
    assert "I own this" not in " ".join(one.content.text for one in night.slack.shown.values())


async def test_several_alerts_of_one_post_are_one_incident_until_all_are_over(night: Night) -> None:
    for part, mark in enumerate(("fp-1", "fp-2")):
        await night.alert(fingerprint=mark, part=part, several=True)
    await night.work()
    incident = await night.incident()
    assert (incident.alerts, incident.status) == (2, IncidentStatus.FIRING)
    await night.alert(fingerprint="fp-1", state=RESOLVED, edited=True, several=True, event_id="Ev1")
    await night.work()
    assert (await night.incident()).status is IncidentStatus.FIRING
    await night.alert(fingerprint="fp-2", state=RESOLVED, edited=True, several=True, event_id="Ev2")
    await night.work()
    assert (await night.incident()).status is IncidentStatus.QUIET


async def test_an_edit_whose_headline_changed_is_still_about_its_alert(fired: Night) -> None:
    await fired.alert(fingerprint="another", state=RESOLVED, edited=True, event_id="Ev1")
    await fired.work()
    assert (await fired.incident()).status is IncidentStatus.QUIET


async def test_a_reply_of_the_same_system_is_news_and_opens_nothing(fired: Night) -> None:
    await fired.alert(state=RESOLVED, reply=True, source="watcher", event_id="Ev1")
    await fired.alert("77.7", reply=True, event_id="Ev2")
    await fired.work()
    assert (await fired.incident()).status is IncidentStatus.FIRING
    await fired.alert(state=RESOLVED, reply=True, event_id="Ev3")
    await fired.work()
    assert (await fired.incident()).status is IncidentStatus.QUIET


async def test_an_acknowledgement_elsewhere_is_shown_as_that_systems_and_owns_nothing(fired: Night) -> None:
    said = Statement(by="Sam Ito", at=fired.clock.now())
    await fired.alert(source="pagerduty", acknowledged=said, edited=True, event_id="Ev1")
    await fired.settle()
    assert (await fired.incident()).owner is None
    assert "PagerDuty reported state acknowledged by `Sam Ito` at" in fired.slack.text("status")
    assert fired.slack.text("status").startswith("Nobody owns")
    await fired.alert(source="pagerduty", edited=True, event_id="Ev2")
    fired.clock.advance(5)
    await fired.settle()
    assert "acknowledged" not in fired.slack.text("status")


async def test_an_acknowledgement_of_an_alert_that_is_over_is_gone(fired: Night) -> None:
    await fired.alert(source="opsgenie", acknowledged=Statement(by="Ana"), edited=True, event_id="Ev1")
    await fired.alert(source="opsgenie", state=RESOLVED, edited=True, event_id="Ev2")
    fired.clock.advance(5)
    await fired.settle()
    assert "acknowledged" not in fired.slack.text("status")
