from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import LEASE, TARGET, incident


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


async def test_a_claim_leaves_the_tasks_of_clusters_that_are_full(store: Store) -> None:
    async with store.begin() as tx:
        for name in ("prod", "prod_2", 'pr"od'):
            where = TARGET.model_copy(update={"cluster": name})
            await tx.incidents.add(incident(name, target=where, fingerprint=name))
            await tx.tasks.add("triage", f"of {name}", incident_id=name)
        await tx.incidents.add(incident("nowhere", target=None, fingerprint="n"))
        await tx.tasks.add("triage", "of nowhere", incident_id="nowhere")
        await tx.tasks.add("heads", "of none")
    async with store.begin() as tx:
        all_but_one = ("prod", 'pr"od', "")
        assert await tx.tasks.is_due(but=all_but_one)
        first = await tx.tasks.claim("w1", LEASE, but=all_but_one)
        assert first is not None
        assert first.key == "of prod_2"
        assert not await tx.tasks.is_due(but=all_but_one)
        assert await tx.tasks.claim("w1", LEASE, but=all_but_one) is None
        rest = [await tx.tasks.claim("w1", LEASE, but=("prod", 'pr"od')) for _ in range(3)]
        assert [one and one.key for one in rest] == ["of nowhere", "of none", None]
        last = await tx.tasks.claim("w1", LEASE, but=('pr"od',))
        assert last is not None
        assert last.key == "of prod"
