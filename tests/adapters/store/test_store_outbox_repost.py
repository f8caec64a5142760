"""Letters whose message or thread cannot be reached any more."""

from bot.triage.ports.slack import Letter, Terms
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import LEASE, message
from tests.fakes_clock import FakeClock


async def put(store: Store, key: str, text: str, *, incident: str = "inc-1") -> None:
    async with store.begin() as tx:
        await tx.outbox.put(key, message(text), incident_id=incident, channel="C1", thread_ts="1.1")


async def claim(store: Store, worker: str = "w1") -> Letter | None:
    async with store.begin() as tx:
        return await tx.outbox.claim(worker, LEASE, Terms())


async def claimed(store: Store, worker: str = "w1") -> Letter:
    letter = await claim(store, worker)
    assert letter is not None
    return letter


async def sent(store: Store, key: str, ts: str = "9.9") -> Letter:
    """A letter that Slack shows at `ts`, as it was claimed for that."""
    await put(store, key, "one")
    letter = await claimed(store)
    async with store.begin() as tx:
        await tx.outbox.delivered(letter, "w1", ts)
    return letter


async def test_a_letter_to_be_posted_anew_has_no_message_and_another_id(store: Store) -> None:
    old = await sent(store, "a")
    await put(store, "a", "two")
    edit = await claimed(store)
    async with store.begin() as tx:
        assert await tx.outbox.repost(edit, "w1")
    anew = await claimed(store)
    assert (anew.ts, anew.attempts, anew.thread_ts) == ("", 1, "1.1")
    assert anew.content == message("two")
    assert anew.id != old.id


async def test_it_can_be_posted_in_another_place(store: Store) -> None:
    await put(store, "a", "one")
    letter = await claimed(store)
    async with store.begin() as tx:
        await tx.outbox.repost(letter, "w1", thread_ts="")
    assert (await claimed(store)).thread_ts == ""


async def test_a_lost_lease_posts_nothing_anew(store: Store, clock: FakeClock) -> None:
    await sent(store, "a")
    await put(store, "a", "two")
    lost = await claimed(store)
    clock.advance(LEASE.total_seconds() + 1)
    assert await claim(store, "w2") is not None
    async with store.begin() as tx:
        assert not await tx.outbox.repost(lost, "w1")
        kept = await tx.outbox.posted("a")
    assert kept is not None
    assert kept.ts == "9.9"


async def test_the_answer_for_the_message_that_was_left_is_not_taken_for_the_new_one(store: Store) -> None:
    await put(store, "a", "one")
    letter = await claimed(store)
    async with store.begin() as tx:
        await tx.outbox.surface("a")
        await tx.outbox.delivered(letter, "w1", "8.8")
    assert (await claimed(store, "w2")).ts == ""


async def test_a_surfaced_letter_is_posted_in_the_channel_also_if_slack_showed_it(store: Store) -> None:
    await sent(store, "a")
    async with store.begin() as tx:
        assert await tx.outbox.surface("a")
        assert await tx.outbox.waiting() == 1
    letter = await claimed(store)
    assert (letter.ts, letter.thread_ts, letter.content) == ("", "", message("one"))


async def test_surfacing_twice_is_surfacing_once(store: Store) -> None:
    await sent(store, "a")
    async with store.begin() as tx:
        await tx.outbox.surface("a")
    letter = await claimed(store)
    async with store.begin() as tx:
        assert await tx.outbox.surface("a")
    assert await claim(store, "w2") is None
    async with store.begin() as tx:
        await tx.outbox.delivered(letter, "w1", "7.7")
        assert await tx.outbox.waiting() == 0


async def test_what_was_given_up_in_the_channel_is_not_surfaced_again(store: Store) -> None:
    await put(store, "a", "one")
    async with store.begin() as tx:
        assert not await tx.outbox.surface("unknown")
        await tx.outbox.surface("a")
    letter = await claimed(store)
    async with store.begin() as tx:
        await tx.outbox.fail(letter, "w1", "is_archived")
        assert not await tx.outbox.surface("a")


async def test_only_the_unposted_letters_of_that_incident_go_into_the_new_thread(store: Store) -> None:
    await sent(store, "shown")
    await put(store, "unshown", "x")
    await put(store, "other", "x", incident="inc-2")
    async with store.begin() as tx:
        await tx.outbox.retarget("inc-1", "C1", "7.7")
        found = [await tx.outbox.posted(key) for key in ("shown", "unshown", "other")]
    assert [one.thread_ts for one in found if one is not None] == ["1.1", "7.7", "1.1"]


async def test_a_reason_is_new_until_a_letter_waits_for_it_and_again_when_none_does(store: Store) -> None:
    async def defer(why: str) -> bool:
        letter = await claimed(store)
        async with store.begin() as tx:
            return await tx.outbox.defer(letter, "w1", tx.now, why)

    await put(store, "a", "one")
    assert await defer("token_revoked")
    assert not await defer("token_revoked")
    await put(store, "b", "one", incident="inc-2")
    assert not await defer("token_revoked")
    assert await defer("missing_scope")
    for _ in range(2):
        letter = await claimed(store)
        async with store.begin() as tx:
            await tx.outbox.delivered(letter, "w1", f"{letter.key}.1")
    await put(store, "c", "one")
    assert await defer("token_revoked")
