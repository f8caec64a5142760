from datetime import timedelta

from bot.domain.freeze import COMMAND, Override
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Decision, DecisionRole, ProposalState
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import incident, proposal
from tests.fakes_clock import START, FakeClock

HOUR = timedelta(hours=1)
OVERRIDE = Override(freeze="f1", scope="all", source=COMMAND, reason="worse without", by="U0IVY")


async def test_a_freeze_stands_until_its_time(store: Store, clock: FakeClock) -> None:
    async with store.begin() as tx:
        assert not await tx.freezes.put("service:cart", START + HOUR, by="U0NORA", why="release")
        [one] = await tx.freezes.standing()
    assert (one.scope, one.starts_at, one.ends_at) == ("service:cart", START, START + HOUR)
    assert (one.by, one.why, one.source) == ("U0NORA", "release", COMMAND)
    clock.advance(3600)
    async with store.begin() as tx:
        assert await tx.freezes.standing() == []
        assert not await tx.freezes.lift("service:cart")


async def test_the_same_scope_again_takes_its_place_and_is_another_freeze(store: Store) -> None:
    async with store.begin() as tx:
        await tx.freezes.put("service:Cart", START + HOUR, by="U0NORA", why="")
        [first] = await tx.freezes.standing()
        assert await tx.freezes.put("service:cart", START + HOUR, by="U0NORA", why="")
        await tx.freezes.put("all", START + HOUR / 2, by="U0NORA", why="")
        standing = await tx.freezes.standing()
    assert [one.scope for one in standing] == ["all", "service:cart"]
    assert first.id not in {one.id for one in standing}


async def test_a_lifted_one_is_over_and_one_that_is_not_there_cannot_be_lifted(store: Store) -> None:
    async with store.begin() as tx:
        await tx.freezes.put("all", START + HOUR, by="U0NORA", why="")
        assert not await tx.freezes.lift("service:cart")
        assert await tx.freezes.lift("ALL")
        assert not await tx.freezes.lift("all")
        assert await tx.freezes.standing() == []


async def test_an_override_changes_the_digest_of_a_proposal_without_keys_and_of_no_other(
    store: Store,
) -> None:
    async with store.begin() as tx:
        await tx.incidents.add(incident())
        stored = await tx.proposals.add(proposal())
        assert stored is not None
        assert await tx.proposals.override(stored.id, "another digest", OVERRIDE) is None
        changed = await tx.proposals.override(stored.id, stored.digest, OVERRIDE)
        assert changed is not None
        assert changed.digest != stored.digest
        assert (await tx.proposals.get(stored.id)).override == OVERRIDE
        key = Decision(role=DecisionRole.COMMANDER, user_id="U0IVY", at=START, term=1, digest=stored.digest)
        assert not await tx.proposals.decide(stored.id, key)
        assert await tx.proposals.decide(stored.id, key.model_copy(update={"digest": changed.digest}))
        assert await tx.proposals.override(stored.id, changed.digest, OVERRIDE) is None
        await tx.proposals.move(stored.id, [ProposalState.PENDING], ProposalState.WITHDRAWN)
        await tx.proposals.drop(stored.id, DecisionRole.COMMANDER)
        assert await tx.proposals.override(stored.id, changed.digest, OVERRIDE) is None


async def test_the_newest_rows_of_an_act_that_belong_to_no_incident(store: Store) -> None:
    async with store.begin() as tx:
        for number in range(3):
            detail = {"number": number}
            await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.DRILLED, detail=detail))
        await tx.ledger.append(LedgerEntry(incident_id="inc-1", at=tx.now, act=Act.DRILLED))
        await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.STOPPED))
    async with store.read() as tx:
        assert [row.detail["number"] for row in await tx.ledger.latest(Act.DRILLED, 2)] == [2, 1]
