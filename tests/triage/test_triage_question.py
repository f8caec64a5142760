"""Questions in an incident's thread are answered there from what was read, and are on the record."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.ledger import Act
from bot.domain.target import Target
from bot.render.actions import ActionId
from bot.triage.inbox import Mention, note_mention
from bot.triage.ports.slack import Letter
from bot.voice.payload import screen
from tests.cluster_objects import template
from tests.fakes_slack import EMIL, IVY, NORA
from tests.triage.worlds import ROOM, TARGET, Night
from tests.triage.worlds import night as fresh

OTHER = "C0OTHER"


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Night]:
    """An incident of checkout, in a house that knows payments too."""
    payments = Target(cluster="sandbox", namespace="bank", service="payments")
    async with fresh(tmp_path, services={"checkout": TARGET, "payments": payments}) as made:
        await made.alert()
        await made.settle()
        yield made


@pytest.fixture
async def fired(night: Night) -> Night:
    """The rules found a crash loop that began with revision 7, ten minutes ago."""
    made = (night.clock.now() - timedelta(minutes=10)).isoformat()
    for one in night.cluster.objects:
        one["metadata"]["creationTimestamp"] = made
        if one["kind"] == "Pod":
            one["spec"] = template(8081)["spec"]
    await night.alert()
    await night.settle()
    return night


def letters(night: Night) -> list[Letter]:
    return [one for one in night.slack.shown.values() if one.key.startswith("answer:")]


def answers(night: Night) -> list[str]:
    return [one.content.text for one in letters(night)]


async def ask(night: Night, text: str, ts: str = "300.1", *, user: str = NORA) -> str:
    """Ask in the incident's thread; the newest answer there."""
    before = len(answers(night))
    await night.mention(text, ts, thread_ts="100.1", user=user)
    await night.settle()
    found = answers(night)
    assert len(found) == before + 1
    return found[-1]


async def test_a_question_gets_one_reply_and_no_second_triage(fired: Night) -> None:
    said = await ask(fired, "why did it restart?")
    first, second, third, *_ = said.splitlines()
    assert first.startswith("Nobody owns this incident as of ")
    assert second.startswith("The cause, by diagnosis 1 of ")
    assert third.startswith("Hypothesis 1 (")
    assert "Evidence: E1" in third
    acts = await fired.acts()
    assert acts.count(Act.DIAGNOSED) == 1
    assert acts[-2:] == [Act.ASKED, Act.ANSWERED]
    [letter] = letters(fired)
    assert (letter.channel, letter.thread_ts) == (ROOM, "100.1")
    assert "Question: `why did it restart?`" in str(letter.content.blocks)
    assert not fired.slack.whispers


async def test_who_asked_what_and_how_it_was_answered_is_on_the_record(fired: Night) -> None:
    await ask(fired, "is it the DB? password=hunter2hunter2", user=EMIL)
    asked, row = (await fired.rows(Act.ASKED, Act.ANSWERED))[-2:]
    assert (asked.act, asked.actor, asked.source) == (Act.ASKED, EMIL, "mention")
    assert (row.act, row.actor) == (Act.ANSWERED, "")
    assert (row.detail["by"], row.detail["topic"], row.detail["exact"]) == (EMIL, "whether it is this", True)
    assert row.detail["made_by"].startswith("rules ")
    assert "hunter2" not in str((asked.detail, row.detail))
    assert "hunter2" not in str(letters(fired)[0].content)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("what changed?", "What changed within a day before, by diagnosis 1"),
        ("what was read?", "What was read, and what was not, by diagnosis 1"),
        ("when did this start?", "When it began"),
        ("what should we check next?", "What to check next, by diagnosis 1"),
        ("is it the database?", "What was read of this, by diagnosis 1"),
        ("who owns this?", "Ownership by the record"),
        ("can you restart it?", "What a mention can change"),
        ("any idea where this comes from?", "The nearest answer that was read: the cause, by diagnosis 1"),
    ],
)
async def test_each_question_has_its_answer_and_it_passes_the_guard(
    fired: Night, text: str, title: str
) -> None:
    said = await ask(fired, text)
    assert said.splitlines()[1].startswith(title)
    [letter] = letters(fired)
    async with fired.store.read() as tx:
        acts = await tx.ledger.acts(letter.incident_id)
    screened = screen("chat.postMessage", {"channel": ROOM, **letter.content.model_dump()}, acts)
    assert screened.withheld == ()


async def test_what_changed_is_cited_from_the_snapshot(fired: Night) -> None:
    said = await ask(fired, "what changed?")
    [letter] = letters(fired)
    [row] = await fired.rows(Act.ANSWERED)
    assert "changed in revision" in str(letter.content.blocks)
    assert all(f"Evidence: {number}." in said for number in row.detail["evidence"])


async def test_what_changed_is_still_answered_when_the_snapshot_is_gone(fired: Night) -> None:
    fired.clock.advance(minutes=60 * 24 * 400)
    await fired.settle()
    assert "does not tell it" in await ask(fired, "what changed?")


async def test_an_owner_is_named_by_the_record_and_the_commander_too(fired: Night) -> None:
    await fired.click(NORA, ActionId.TAKE)
    await fired.propose()
    await fired.settle()
    await fired.click(IVY, ActionId.APPROVE)
    said = await ask(fired, "who owns this?")
    assert said.splitlines()[0] == "Owner: see the status message"
    assert f"Owner: <@{NORA}>, who took ownership at " in said
    assert f"Command by the record: <@{IVY}>." in said


@pytest.mark.parametrize("text", ["look again", "again", "triage", "check the pods please", "checkout"])
async def test_what_asks_no_question_triages_again(fired: Night, text: str) -> None:
    await fired.mention(text, thread_ts="100.1")
    await fired.settle()
    assert (await fired.acts()).count(Act.DIAGNOSED) == 2
    assert answers(fired) == []


async def test_before_anything_was_read_a_question_is_a_triage(night: Night) -> None:
    await night.mention("why is checkout slow?", "99.1")
    await night.work()
    incident = await night.incident()
    assert incident.thread_ts == "99.1"
    assert answers(night) == []
    await night.settle()
    await night.mention("why is checkout slow?", "301.1", thread_ts="99.1")
    await night.settle()
    assert len(answers(night)) == 1


async def test_a_question_before_a_diagnosis_triages_but_the_owner_is_known(night: Night) -> None:
    await night.alert(labels={})
    await night.mention("who owns this?", "301.1", thread_ts="100.1")
    await night.settle()
    assert "Nobody owns this incident as of " in answers(night)[0]
    await night.mention("why is it slow?", "302.1", thread_ts="100.1")
    await night.settle()
    assert len(answers(night)) == 1
    assert "Services with a target: `checkout`" in night.slack.whispers[-1].text


async def test_a_question_about_another_service_is_sent_elsewhere_unless_it_suspects_it(shop: Night) -> None:
    await shop.mention("why is payments slow?", "301.1", thread_ts="100.1")
    await shop.settle()
    assert "opens an incident for `sandbox/bank/payments`" in shop.slack.whispers[-1].text
    assert answers(shop) == []
    assert "names `payments`" in await ask(shop, "is it payments?", "302.1")


async def test_a_closed_incident_still_answers(fired: Night) -> None:
    await fired.click(NORA, ActionId.CLOSE, cause="a bad rollout")
    assert "Hypothesis 1 (" in await ask(fired, "why did it restart?")


async def test_a_question_asked_elsewhere_is_answered_to_the_asker_alone(fired: Night) -> None:
    async with fired.store.begin() as tx:
        await tx.incidents.attach((await fired.incident()).id, OTHER, "200.1")
    said = Mention(channel=OTHER, ts="300.1", thread_ts="200.1", user_id=NORA, text="why did it restart?")
    await note_mention(fired.world, said)
    await fired.settle()
    [whisper] = fired.slack.whispers
    assert (whisper.channel, whisper.thread_ts, whisper.user_id) == (OTHER, "200.1", NORA)
    assert "Hypothesis 1 (" in whisper.text
    assert answers(fired) == []
    assert (await fired.acts()).count(Act.ANSWERED) == 1


async def test_a_redelivered_question_is_answered_once(fired: Night) -> None:
    await ask(fired, "why did it restart?")
    assert not await fired.mention("why did it restart?", thread_ts="100.1")
    await fired.settle()
    assert len(answers(fired)) == 1
