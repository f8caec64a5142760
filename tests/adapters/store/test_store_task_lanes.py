from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import LEASE


async def test_a_claim_of_kinds_takes_the_most_overdue_of_these_and_leaves_the_others(store: Store) -> None:
    async with store.begin() as tx:
        for kind in ("triage", "verify", "click", "triage"):
            await tx.tasks.add(kind, f"{kind}:{await tx.tasks.pending()}")
    async with store.begin() as tx:
        taken = [await tx.tasks.claim("w1", LEASE, kinds={"click", "alert"}) for _ in range(2)]
        rest = [await tx.tasks.claim("w1", LEASE) for _ in range(4)]
    assert [one and one.key for one in taken] == ["click:2", None]
    assert [one and one.key for one in rest] == ["triage:0", "verify:1", "triage:3", None]


async def test_a_claim_of_kinds_respects_that_an_incident_has_one_task_running(store: Store) -> None:
    async with store.begin() as tx:
        await tx.tasks.add("triage", "t", incident_id="inc-1")
        await tx.tasks.add("expire", "e", incident_id="inc-1")
        assert await tx.tasks.claim("w1", LEASE, kinds={"triage"}) is not None
        assert await tx.tasks.claim("w2", LEASE, kinds={"expire"}) is None
