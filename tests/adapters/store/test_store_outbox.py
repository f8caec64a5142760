import asyncio
from datetime import timedelta

from bot.domain.ledger import Act
from bot.domain.people import HumanAct
from bot.triage.ports.slack import Letter, Terms
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import LEASE, entry, message
from tests.fakes_clock import FakeClock

GAP = timedelta(seconds=3)


async def put(store: Store, key: str, text: str, *, incident: str = "inc-1") -> None:
    async with store.begin() as tx:
        await tx.outbox.put(key, message(text), incident_id=incident, channel="C1", thread_ts="1.1")


async def claim(store: Store, worker: str = "w1") -> Letter | None:
    async with store.begin() as tx:
        return await tx.outbox.claim(worker, LEASE, Terms(edit_gap=GAP))


async def claimed(store: Store, worker: str = "w1") -> Letter:
    letter = await claim(store, worker)
    assert letter is not None
    return letter


async def deliver(store: Store, letter: Letter, ts: str = "9.9", worker: str = "w1") -> None:
    async with store.begin() as tx:
        await tx.outbox.delivered(letter, worker, ts)


async def posted(store: Store, key: str) -> Letter:
    async with store.read() as tx:
        letter = await tx.outbox.posted(key)
    assert letter is not None
    return letter


async def waiting(store: Store) -> int:
    async with store.read() as tx:
        return await tx.outbox.waiting()


async def test_a_new_letter_is_claimed_with_its_content_and_place(store: Store) -> None:
    await put(store, "status", "Nobody owns this incident")
    letter = await claimed(store)
    assert letter.content == message("Nobody owns this incident")
    assert (letter.key, letter.channel, letter.thread_ts) == ("status", "C1", "1.1")
    assert (letter.version, letter.sent, letter.ts, letter.attempts) == (1, 0, "", 1)
    assert 8 <= len(letter.id) <= 64


async def test_a_delivered_letter_waits_no_more_and_knows_where_it_is(store: Store) -> None:
    await put(store, "status", "one")
    assert await waiting(store) == 1
    await deliver(store, await claimed(store), ts="5.5")
    assert await waiting(store) == 0
    letter = await posted(store, "status")
    assert (letter.ts, letter.sent, letter.attempts) == ("5.5", 1, 0)
    assert await claim(store) is None


async def test_equal_content_changes_nothing(store: Store, clock: FakeClock) -> None:
    await put(store, "status", "one")
    await put(store, "status", "one")
    await deliver(store, await claimed(store))
    await put(store, "status", "one")
    clock.advance(60)
    assert await claim(store) is None
    assert (await posted(store, "status")).version == 1


async def test_edits_coalesce_into_the_newest(store: Store) -> None:
    for text in ("one", "two", "three"):
        await put(store, "status", text)
    letter = await claimed(store)
    assert (letter.version, letter.content) == (3, message("three"))
    await deliver(store, letter)
    assert await waiting(store) == 0


async def test_what_changed_during_the_delivery_is_sent_next(store: Store, clock: FakeClock) -> None:
    await put(store, "status", "one")
    first = await claimed(store)
    await put(store, "status", "two")
    await deliver(store, first, ts="5.5")
    assert await waiting(store) == 1
    clock.advance(3)
    second = await claimed(store)
    assert (second.version, second.sent, second.ts) == (2, 1, "5.5")


async def test_a_sent_letter_is_edited_once_per_gap(store: Store, clock: FakeClock) -> None:
    await put(store, "status", "one")
    await deliver(store, await claimed(store))
    await put(store, "status", "two")
    clock.advance(2.9)
    assert await claim(store) is None
    clock.advance(0.1)
    assert (await claimed(store)).version == 2


async def test_first_posts_of_an_incident_keep_their_order_and_others_pass(store: Store) -> None:
    await put(store, "a1", "one")
    await put(store, "a2", "two")
    await put(store, "b1", "other", incident="inc-2")
    first = await claimed(store)
    assert first.key == "a1"
    assert (await claimed(store)).key == "b1"
    assert await claim(store) is None
    await deliver(store, first)
    assert (await claimed(store)).key == "a2"


async def test_letters_of_no_incident_do_not_wait_for_each_other(store: Store) -> None:
    await put(store, "x1", "one", incident="")
    await put(store, "x2", "two", incident="")
    assert [(await claimed(store)).key, (await claimed(store)).key] == ["x1", "x2"]


async def test_an_edit_does_not_wait_for_first_posts(store: Store, clock: FakeClock) -> None:
    await put(store, "status", "one")
    await deliver(store, await claimed(store))
    await put(store, "diagnosis", "found")
    deferred = await claimed(store)
    async with store.begin() as tx:
        await tx.outbox.defer(deferred, "w1", tx.now + timedelta(minutes=5), "429")
    await put(store, "status", "two")
    clock.advance(3)
    assert (await claimed(store)).key == "status"


async def test_the_letter_that_has_waited_longest_is_first(store: Store, clock: FakeClock) -> None:
    await put(store, "status", "one")
    await deliver(store, await claimed(store))
    await put(store, "other", "post", incident="inc-2")
    clock.advance(3)
    await put(store, "status", "two")
    assert [(await claimed(store)).key, (await claimed(store)).key] == ["other", "status"]


async def test_of_many_claimers_in_two_processes_exactly_one_wins(store: Store, other_store: Store) -> None:
    await put(store, "status", "one")
    claims = await asyncio.gather(*(claim((store, other_store)[n % 2], f"w{n}") for n in range(24)))
    assert len([letter for letter in claims if letter]) == 1


async def test_after_a_crash_the_letter_comes_again_and_shows_that_it_was_tried(
    store: Store, clock: FakeClock
) -> None:
    await put(store, "status", "one")
    await claimed(store)
    clock.advance(29)
    assert await claim(store) is None
    await put(store, "status", "two")
    clock.advance(1)
    again = await claimed(store, "w2")
    assert (again.attempts, again.ts, again.version) == (2, "", 2)


async def test_a_late_delivery_is_still_a_fact_and_leaves_the_new_lease_alone(
    store: Store, clock: FakeClock
) -> None:
    await put(store, "status", "one")
    late = await claimed(store, "slow")
    await put(store, "status", "two")
    clock.advance(30)
    current = await claimed(store, "quick")
    await deliver(store, late, ts="5.5", worker="slow")
    letter = await posted(store, "status")
    assert (letter.ts, letter.sent, letter.version) == ("5.5", 1, 2)
    assert await claim(store, "third") is None
    await deliver(store, current, ts="5.5", worker="quick")
    assert await waiting(store) == 0
    await deliver(store, late, ts="7.7", worker="slow")
    assert (await posted(store, "status")).ts == "5.5"


async def test_a_deferred_letter_comes_when_due_also_with_new_content(store: Store, clock: FakeClock) -> None:
    await put(store, "status", "one")
    letter = await claimed(store)
    async with store.begin() as tx:
        await tx.outbox.defer(letter, "w1", tx.now + timedelta(seconds=20), "429, retry after 20 s")
    await put(store, "status", "two")
    clock.advance(19)
    assert await claim(store) is None
    clock.advance(1)
    assert (await claimed(store)).attempts == 2


async def test_who_lost_the_lease_neither_defers_nor_fails(store: Store, clock: FakeClock) -> None:
    await put(store, "status", "one")
    late = await claimed(store)
    clock.advance(31)
    current = await claimed(store)
    async with store.begin() as tx:
        await tx.outbox.fail(late, "w1", "late")
        await tx.outbox.defer(late, "w1", tx.now + timedelta(hours=1), "late")
    assert await waiting(store) == 1
    clock.advance(31)
    assert (await claimed(store)).attempts == current.attempts + 1


async def test_a_failed_letter_blocks_no_other_one(store: Store) -> None:
    await put(store, "a1", "one")
    await put(store, "a2", "two")
    letter = await claimed(store)
    async with store.begin() as tx:
        await tx.outbox.fail(letter, "w1", "channel is archived")
        assert await tx.outbox.waiting() == 1
    assert (await claimed(store)).key == "a2"
    assert await claim(store) is None


async def test_new_content_of_a_failed_first_post_is_tried_as_one_that_may_stand_in_slack(
    store: Store,
) -> None:
    await put(store, "a1", "one")
    letter = await claimed(store)
    async with store.begin() as tx:
        await tx.outbox.fail(letter, "w1", "channel is archived")
    await put(store, "a1", "two")
    assert (await claimed(store)).attempts == 2


async def test_new_content_of_a_failed_edit_starts_afresh(store: Store, clock: FakeClock) -> None:
    await put(store, "a1", "one")
    await deliver(store, await claimed(store))
    await put(store, "a1", "two")
    clock.advance(3)
    edit = await claimed(store)
    async with store.begin() as tx:
        await tx.outbox.fail(edit, "w1", "msg_too_long")
    assert await waiting(store) == 0
    await put(store, "a1", "three")
    letter = await claimed(store)
    assert (letter.attempts, letter.version, letter.sent) == (1, 3, 1)


async def test_a_claimed_letter_carries_the_deeds_of_its_incident(store: Store) -> None:
    await put(store, "status", "one")
    async with store.begin() as tx:
        await tx.ledger.append(entry(Act.TOOK, actor="U1", source="modal"))
        await tx.ledger.append(entry(Act.DIAGNOSED))
    assert (await claimed(store)).acts == (
        HumanAct(user="U1", act="took ownership", at="02:14", source="modal"),
    )


async def test_an_unknown_key_has_no_letter(store: Store) -> None:
    async with store.read() as tx:
        assert await tx.outbox.posted("nope") is None


async def test_a_claim_is_held_until_it_lapses_or_another_has_it(store: Store, clock: FakeClock) -> None:
    await put(store, "a", "x")
    letter = await claimed(store, "slow")
    async with store.read() as tx:
        assert await tx.outbox.holds(letter, "slow")
        assert not await tx.outbox.holds(letter, "other")
    clock.advance(LEASE.total_seconds() + 1)
    async with store.read() as tx:
        assert not await tx.outbox.holds(letter, "slow")
    again = await claimed(store, "slow")
    async with store.read() as tx:
        assert not await tx.outbox.holds(letter, "slow"), "of one name, but another claim"
        assert await tx.outbox.holds(again, "slow")
