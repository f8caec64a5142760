"""Past incidents that are alike: why, what they turned out to be, what helped; to each only what they can see."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.adapters.store.words import INDEX, NEWEST
from bot.domain.diagnosis import Diagnosis, Evidence, Hypothesis, VerdictKind
from bot.domain.errors import TransientError
from bot.domain.snapshot import Scope, Snapshot
from bot.domain.target import Target
from bot.render.actions import ActionId
from bot.reports.likeness import likeness
from bot.triage.ask import answer
from bot.triage.similar import SHOWN
from tests.fakes_slack import EMIL, IVY, NORA
from tests.triage.worlds import CHECKOUT, ROOM, TARGET, Night

OTHER = "C0OTHER"
CART = Target(cluster="sandbox", namespace="shop", service="cart")


def diagnosis(night: Night, *causes: str, quote: str = "") -> Diagnosis:
    """These causes, in this order."""
    evidence = Evidence(id="E1", source="log", ref="shop/pod/a", quote=quote, digest="d")
    return Diagnosis(
        verdict=VerdictKind.FAULT,
        hypotheses=tuple(
            Hypothesis(
                rank=rank,
                cause=cause,
                subject=CHECKOUT,
                statement=f"The cause is {cause}.",
                confidence=0.9,
                evidence=("E1",),
                refuted_by="x",
                next_check="x",
            )
            for rank, cause in enumerate(causes, start=1)
        ),
        evidence=(evidence,) if quote else (),
        taken_at=night.clock.now(),
        made_by="rules test",
    )


async def past(
    night: Night, ts: str, *causes: str, quote: str = "", service: str = "cart", channel: str = ROOM
) -> int:
    """An incident of a service with a diagnosis of these causes; its number."""
    labels = {"namespace": "shop", "service": service}
    await night.alert(ts, labels=labels, fingerprint=f"fp-{ts}", channel=channel)
    await night.settle()
    async with night.store.begin() as tx:
        incident = await tx.incidents.at_message(channel, ts)
        assert incident is not None
        scope = Scope(cluster="sandbox", namespace="shop", service=service)
        found = diagnosis(night, *causes, quote=quote)
        await tx.diagnoses.add(incident.id, found, Snapshot(scope=scope, taken_at=tx.now))
    night.clock.advance(minutes=40)
    return incident.number


async def said(night: Night, text: str, user: str = EMIL, channel: str = ROOM) -> str:
    """What `/lookout similar` answers."""
    return (await answer(night.world, user, f"similar {text}", channel)).content.text


def test_likeness_says_what_is_shared(night: Night) -> None:
    one = diagnosis(night, "oom-killed", "crash-loop", quote="exit code 137 after 12 s")
    same = likeness(one, TARGET, diagnosis(night, "oom-killed", quote="exit code 137 after 99 s"), TARGET)
    assert (same.causes, same.service, same.namespace, same.evidence) == (
        ("oom-killed",),
        "checkout",
        "shop",
        1,
    )
    lower = likeness(one, TARGET, diagnosis(night, "crash-loop"), CART)
    assert (lower.causes, lower.service, lower.namespace) == (("crash-loop",), "", "shop")
    assert same.score > lower.score
    nothing = likeness(one, None, diagnosis(night, "dns-failure"), None)
    assert (nothing.score, nothing.enough) == (0, False)


async def test_a_rare_cause_of_long_ago_is_found_in_a_namespace_with_many_newer_diagnoses(
    night: Night, tmp_path: Path
) -> None:
    await past(night, "1.1", "dns-failure", service="basket")
    kept = tmp_path / "night.sqlite3"
    with closing(sqlite3.connect(kept)) as database, database:
        rows = [(100_000 + number, "shop", "oom-killed") for number in range(NEWEST)]
        words = f"INSERT INTO {INDEX} (rowid, namespace, causes) VALUES (?, ?, ?)"  # noqa: S608 # a constant
        database.executemany(words, rows)
    number = await past(night, "2.1", "dns-failure", service="cart")
    assert "same cause `dns-failure`" in await said(night, f"I-{number}")


async def test_the_most_alike_comes_first_with_the_reason(night: Night) -> None:
    await past(night, "1.1", "oom-killed", service="cart")
    await past(night, "2.1", "dns-failure", service="search")
    await past(night, "3.1", "oom-killed", quote="exit code 137", service="basket")
    number = await past(night, "4.1", "oom-killed", quote="exit code 137", service="basket")
    text = await said(night, f"I-{number}")
    assert text.startswith("Past incidents similar to I-4: 2")
    assert text.index("I-3>") < text.index("I-1>")
    assert "same cause `oom-killed`; same service `basket`; 1 line of evidence with the same words" in text
    assert "I-2" not in text


async def test_what_it_was_and_what_helped_is_told(proposed: Night) -> None:
    await proposed.click(NORA, ActionId.CONFIRM)
    await proposed.click(IVY, ActionId.APPROVE)
    proposed.recover()
    await proposed.pass_time(2)
    await proposed.click(EMIL, ActionId.WRONG, code="dns-failure")
    await proposed.click(NORA, ActionId.CLOSE, cause="revision 7 was built wrong")
    proposed.clock.advance(minutes=60)
    await proposed.alert("2.1", fingerprint="fp-9")
    await proposed.settle()
    text = await said(proposed, "I-2")
    assert "What it was: cause given at close: `revision 7 was built wrong`." in text
    assert "P-1, roll Deployment shop/checkout back" in text
    assert "outcome `done`, the check shows the expected state" in text
    assert "Verdicts: 1 wrong; the cause by them: `dns-failure`" in await said(proposed, "checkout")


async def test_words_find_incidents_and_a_reference_may_be_a_diagnosis_or_the_channels_own(
    night: Night,
) -> None:
    await past(night, "1.1", "oom-killed", service="cart")
    assert "similar to these words: 1" in await said(night, "oom killed")
    assert "similar to I-1: 0" in await said(night, "d-2")
    assert "similar to I-1: 0" in await said(night, "")
    await past(night, "2.1", "oom-killed", service="cart")
    assert "Similar to what?" in await said(night, "")
    assert "There is no diagnosis of I-9" in await said(night, "I-9")


async def test_nobody_is_told_of_a_channel_that_they_cannot_see(night: Night) -> None:
    await past(night, "1.1", "oom-killed", channel=OTHER)
    await past(night, "2.1", "oom-killed")
    assert "I-1" in await said(night, "I-2")
    night.people.private.add(OTHER)
    assert "I-1>" not in await said(night, "I-2")
    assert "that you can see" in await said(night, "I-1")
    assert "these words: 1" in await said(night, "oom-killed")


async def test_no_more_than_a_few_are_shown(night: Night) -> None:
    for number in range(SHOWN + 2):
        await past(night, f"{number}.1", "oom-killed", service="cart")
    assert f"similar to I-1: {SHOWN}" in await said(night, "I-1")


async def test_in_a_thread_only_what_every_member_could_see_is_compared(night: Night) -> None:
    await past(night, "1.1", "oom-killed", channel=OTHER)
    await past(night, "2.1", "oom-killed")
    await past(night, "100.1", "oom-killed")
    await night.mention("seen this before?", "301.1", thread_ts="100.1")
    await night.settle()
    told = night.slack.whispers[-1].text
    assert told.startswith("Past incidents similar to I-3: 2")
    night.people.private.add(OTHER)
    await night.mention("similar", "302.1", thread_ts="100.1")
    await night.settle()
    assert night.slack.whispers[-1].text.startswith("Past incidents similar to I-3: 1")


async def test_an_incident_without_a_diagnosis_has_nothing_to_compare(night: Night) -> None:
    await night.alert(labels={})
    await night.mention("similar", "301.1", thread_ts="100.1")
    await night.settle()
    assert "There is no diagnosis of I-1 yet" in night.slack.whispers[-1].text


async def test_an_answer_without_links_is_better_than_none(night: Night) -> None:
    await past(night, "1.1", "oom-killed")
    await past(night, "2.1", "oom-killed")
    night.slack.down = TransientError("Slack did not answer in time")
    assert "Diagnosis 2 of I-1, " in await said(night, "I-2")


@pytest.mark.parametrize("text", ["history", "search oom-killed"])
async def test_history_and_search_lead_to_the_thread(night: Night, text: str) -> None:
    await past(night, "1.1", "oom-killed")
    told = (await answer(night.world, EMIL, text)).content.text
    assert f"<https://slack.test/archives/{ROOM}/p11|I-1>" in told
