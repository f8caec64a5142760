"""What people ask for by naming Lookout: every one of these is answered."""

from pathlib import Path

import pytest

from bot.domain.errors import TransientError
from bot.domain.ledger import Act
from bot.render.actions import ActionId
from bot.triage.inbox import Mention, note_mention
from bot.triage.ports.store import Task
from tests.fakes_slack import EMIL, GUEST, IVY, NORA
from tests.triage.worlds import ROOM, TARGET, Night
from tests.triage.worlds import night as fresh


def whispered(night: Night) -> str:
    """What was said to one person last."""
    return night.slack.whispers[-1].text if night.slack.whispers else ""


async def shortcut(night: Night, text: str, *, ts: str = "500.1", thread_ts: str = "") -> None:
    """The shortcut on what a person wrote."""
    said = Mention(channel=ROOM, ts=ts, thread_ts=thread_ts, user_id=NORA, text=text, shortcut=True)
    await note_mention(night.world, said, key=f"press-{ts}-{len(night.slack.whispers)}")
    await night.settle()


@pytest.mark.parametrize(
    "text", ["triage shop/checkout", "triage sandbox/shop/checkout", "triage deployment/checkout"]
)
async def test_a_place_in_the_map_opens_an_incident_at_once(night: Night, text: str) -> None:
    await night.mention(text)
    await night.settle()
    [incident] = await night.incidents()
    assert incident.target is not None
    assert str(incident.target) == str(TARGET)
    assert night.slack.posts("diagnosis")


async def test_a_place_that_only_the_cluster_knows_is_looked_for_there(tmp_path: Path) -> None:
    async with fresh(tmp_path, services={}) as night:
        await night.mention("triage shop/checkout")
        await night.settle()
        [incident] = await night.incidents()
        assert str(incident.target) == "sandbox/shop/checkout"
        assert incident.title == "Question about checkout"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("triage shopp/checkout", "no namespace `shopp` of `sandbox`"),
        ("triage shop/chekout", "no service or workload `chekout` of `sandbox/shop`"),
        ("triage shop/sts/checkout", "no StatefulSet `checkout` of `sandbox/shop`"),
        ("triage elsewhere/shop/checkout", "no cluster `elsewhere`"),
        ("triage zzzzzz", "no service or workload of the name `zzzzzz`"),
    ],
)
async def test_a_name_that_is_nowhere_opens_nothing_and_is_answered(
    tmp_path: Path, text: str, said: str
) -> None:
    async with fresh(tmp_path, services={"cart": TARGET.model_copy(update={"service": "cart"})}) as night:
        await night.mention(text)
        await night.settle()
        assert await night.incidents() == []
        assert said in whispered(night)


async def test_near_names_are_told(night: Night) -> None:
    await night.mention("why is chekout slow?")
    await night.settle()
    assert "Near names: `checkout`." in whispered(night)


async def test_a_cluster_that_does_not_say_what_it_has_keeps_nobody_from_an_incident(tmp_path: Path) -> None:
    async with fresh(tmp_path, services={}) as night:
        night.cluster.refused["namespaces"] = TransientError("no answer")
        await night.mention("triage shop/nothing")
        await night.settle()
        [incident] = await night.incidents()
        assert str(incident.target) == "sandbox/shop/nothing"


async def test_the_shortcut_works_on_what_a_person_wrote(night: Night) -> None:
    await shortcut(night, "checkout throws errors since noon")
    [incident] = await night.incidents()
    assert (incident.target, incident.thread_ts) == (TARGET, "500.1")


async def test_words_that_were_not_said_to_lookout_are_no_misspelt_names(night: Night) -> None:
    await shortcut(night, "triage chekout or summarize it")
    [incident] = await night.incidents()
    assert incident.target is None
    assert night.slack.posts("target")


async def test_the_shortcut_on_a_reply_opens_an_incident_for_its_thread(night: Night) -> None:
    await shortcut(night, "checkout?", ts="501.1", thread_ts="500.1")
    assert [one.thread_ts for one in await night.incidents()] == ["500.1"]


async def test_the_shortcut_in_an_incidents_thread_triages_again(fired: Night) -> None:
    await shortcut(fired, "look: similar to last week", ts="501.1", thread_ts="100.1")
    assert (await fired.acts()).count(Act.DIAGNOSED) == 2
    assert "in the queue" in whispered(fired)


async def test_the_shortcut_on_a_closed_incidents_alert_looks_again(fired: Night) -> None:
    await fired.click(NORA, ActionId.CLOSE, cause="a bad rollout")
    await shortcut(fired, "checkout is down", ts="100.1")
    assert [one.number for one in await fired.incidents()] == [2]


@pytest.mark.parametrize("text", ["once more", "triage checkout", "thanks!"])
async def test_a_mention_in_a_closed_incidents_thread_is_answered(fired: Night, text: str) -> None:
    await fired.click(NORA, ActionId.CLOSE, cause="a bad rollout")
    await fired.mention(text, thread_ts="100.1", user=EMIL)
    await fired.settle()
    assert "I-1 does not stand open any more.\n<@U0NORA> closed it" in whispered(fired)
    assert any(act.user == NORA and act.act == "closed" for act in fired.slack.whispers[-1].acts)


async def test_a_mention_that_asks_again_is_told_that_it_is_queued(fired: Night) -> None:
    await fired.mention("once more please", thread_ts="100.1")
    await fired.settle()
    assert "in the queue" in whispered(fired)


async def test_a_mention_of_another_service_in_a_thread_is_sent_elsewhere(tmp_path: Path) -> None:
    cart = TARGET.model_copy(update={"service": "cart"})
    async with fresh(tmp_path, services={"checkout": TARGET, "cart": cart}) as night:
        await night.alert()
        await night.mention("triage cart", thread_ts="100.1")
        await night.settle()
        assert "opens an incident for `sandbox/shop/cart`" in whispered(night)
        assert (await night.acts()).count(Act.DIAGNOSED) == 1


async def test_a_mention_may_say_what_an_incident_without_a_target_is_about(night: Night) -> None:
    await night.alert(labels={})
    await night.mention("dunno", "301.1", thread_ts="100.1")
    await night.settle()
    assert "Services with a target: `checkout`" in whispered(night)
    await night.mention("it is checkout", "302.1", thread_ts="100.1")
    await night.settle()
    assert (await night.incident()).target == TARGET
    assert night.slack.posts("diagnosis")


@pytest.mark.parametrize("text", ["catch me up", "similar?"])
async def test_what_is_asked_of_a_thread_without_an_incident_is_said_so(night: Night, text: str) -> None:
    await night.mention(text, thread_ts="250.1")
    await night.settle()
    assert await night.incidents() == []
    assert "No incident is known" in whispered(night)


async def test_an_answer_that_slack_did_not_take_is_tried_again(night: Night) -> None:
    night.slack.down = TransientError("Slack did not answer in time")
    await night.mention("triage zzzzzz")
    await night.work()
    night.slack.down = None
    night.clock.advance(5)
    await night.work()
    assert "zzzzzz" in whispered(night)


async def test_a_queued_triage_does_not_hang_on_its_answer(fired: Night) -> None:
    fired.slack.down = TransientError("Slack did not answer in time")
    await fired.mention("once more", thread_ts="100.1")
    await fired.work()
    assert (await fired.acts()).count(Act.DIAGNOSED) == 2


async def test_catch_me_up_tells_the_asker_alone_what_the_record_holds(proposed: Night) -> None:
    posts = len(proposed.slack.posts())
    await proposed.mention("catch me up", thread_ts="100.1", user=EMIL)
    await proposed.settle()
    said = proposed.slack.whispers[-1]
    assert (said.user_id, said.thread_ts) == (EMIL, "100.1")
    lines = said.text.splitlines()
    assert lines[0].startswith("Owner: <@U0NORA>, who took ownership at ")
    for part in (
        "Hypothesis 1 (",
        "Cause code `bad-rollout`, evidence none.",
        "took ownership (button)",
        "P-1: roll",
        "the owner's confirmation",
    ):
        assert part in said.text
    assert len(proposed.slack.posts()) == posts


async def test_catch_me_up_names_the_next_reminder_of_an_unowned_incident(fired: Night) -> None:
    due = fired.clock.now() + fired.world.policy.reminders[(await fired.incident()).severity]
    await fired.mention("what did I miss?", thread_ts="100.1")
    await fired.settle()
    assert f"Next reminder of the missing owner at {due.strftime('%H:%M')}" in whispered(fired)


async def test_catch_me_up_works_on_a_closed_incident_and_before_a_diagnosis(night: Night) -> None:
    await night.alert(labels={})
    await night.mention("tl;dr", "301.1", thread_ts="100.1")
    await night.settle()
    assert "No diagnosis is on the record." in whispered(night)
    await night.click(IVY, ActionId.CLOSE, cause="a bad rollout")
    await night.mention("catch me up", "302.1", thread_ts="100.1")
    await night.settle()
    assert "cause given: `a bad rollout`" in whispered(night)


async def test_a_guest_is_told_why_nothing_is_done(night: Night) -> None:
    await night.mention("checkout", user=GUEST)
    await night.settle()
    assert await night.incidents() == []
    assert "Only members" in whispered(night)


async def test_a_look_up_that_is_given_up_is_told_in_its_thread(night: Night) -> None:
    from bot.triage import work  # noqa: PLC0415 # its private end of a task

    task = Task(
        id=1, kind="locate", key="k", incident_id="", payload={"channel": ROOM, "ts": "7.1"},
        due_at=night.clock.now(), added_at=night.clock.now(), attempts=5, epoch=1,
    )  # fmt: skip
    assert work._place(task) == (ROOM, "7.1")
    assert task.kind in work.FROM_OUTSIDE
