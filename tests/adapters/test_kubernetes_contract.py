"""What both cluster ports promise, tried on the fake, on the sandbox's API and on a real kube-apiserver alike."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.domain.errors import PermanentError
from bot.domain.mitigation import Mitigation, Restart
from bot.domain.proposal import LiveTarget, Outcome
from bot.domain.snapshot import LogKey, Scope
from bot.domain.target import Subject
from bot.triage.evidence import gather
from bot.triage.target_now import look
from tests.adapters.cleared import CHECKOUT, RESTART, SCALE, UNDO, cleared, proposed
from tests.adapters.kube_worlds import LOGS, WORLDS, KubeWorld, real_world, sandbox_world
from tests.adapters.real_apiserver import Running, real_apiserver
from tests.fakes_clock import FakeClock

VAULT = Restart(subject=Subject(kind="Deployment", namespace="vault", name="checkout"))


@pytest.fixture(scope="session")
def real_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with real_apiserver(tmp_path_factory.mktemp("apiserver")) as running:
        yield running


@pytest.fixture(params=[*WORLDS, "real"])
async def world(request: pytest.FixtureRequest) -> AsyncIterator[KubeWorld]:
    real = request.param == "real"
    opening = real_world(request.getfixturevalue("real_server")) if real else WORLDS[request.param]()
    async with opening as opened:
        yield opened


@pytest.fixture
async def sandbox() -> AsyncIterator[KubeWorld]:
    async with sandbox_world() as opened:
        yield opened


async def seen(world: KubeWorld, mitigation: Mitigation) -> LiveTarget:
    target = await look(world.cluster, mitigation)
    assert target is not None
    return target


async def names(
    world: KubeWorld, plural: str, namespace: str, labels: str = "", fields: str = ""
) -> list[str]:
    listing = await world.cluster.list(plural, namespace, labels=labels, fields=fields)
    return sorted(item["metadata"]["name"] for item in listing.items)


async def test_a_list_holds_the_objects_of_one_namespace_and_says_what_they_are(world: KubeWorld) -> None:
    listing = await world.cluster.list("deployments", "shop")
    (found,) = listing.items
    assert (found["apiVersion"], found["kind"]) == ("apps/v1", "Deployment")
    assert "managedFields" not in found["metadata"]
    assert listing.bytes > 0


async def test_a_list_is_narrowed_by_labels_and_by_fields(world: KubeWorld) -> None:
    assert await names(world, "pods", "shop") == ["cart-a", "checkout-a"]
    assert await names(world, "pods", "shop", labels="app=checkout") == ["checkout-a"]
    assert await names(world, "pods", "shop", labels="app in (cart,x),!other") == ["cart-a"]
    assert await names(world, "pods", "shop", labels="app!=cart") == ["checkout-a"]
    assert await names(world, "pods", "shop", fields="metadata.name=cart-a") == ["cart-a"]


async def test_what_is_not_there_is_an_empty_list(world: KubeWorld) -> None:
    assert await names(world, "pods", "nowhere") == []


async def test_cluster_wide_kinds_are_listed_without_a_namespace(world: KubeWorld) -> None:
    assert await names(world, "namespaces", "", fields="metadata.name=shop") == ["shop"]


async def test_secrets_are_refused(world: KubeWorld) -> None:
    with pytest.raises(PermanentError):
        await world.cluster.list("secrets", "shop")


async def test_the_live_target_is_read_through_the_port(world: KubeWorld) -> None:
    target = await seen(world, UNDO)
    assert (target.pods, target.replicas, target.revision) == (1, 3, 7)
    assert target.opted_in
    assert not (await seen(world, VAULT)).opted_in


async def test_a_rehearsal_shows_the_change_and_changes_nothing(world: KubeWorld) -> None:
    before = await seen(world, UNDO)
    rehearsal = await world.remediator.rehearse(UNDO)
    assert rehearsal.ok, rehearsal.reason
    assert "8080" in rehearsal.diff
    assert await seen(world, UNDO) == before


@pytest.mark.parametrize("mitigation", [RESTART, UNDO, SCALE], ids=lambda one: str(one.action))
async def test_a_cleared_change_is_made_once_and_bears_its_mark(
    world: KubeWorld, mitigation: Mitigation
) -> None:
    before = await seen(world, mitigation)
    proposal = proposed(mitigation, before)
    assert await world.remediator.reconcile(proposal) is False
    answer = await world.remediator.apply(cleared(mitigation, before))
    assert answer.outcome is Outcome.DONE, answer.text
    assert f"(uid {before.uid}, resourceVersion {before.resource_version})" in answer.request
    after = await seen(world, mitigation)
    assert after.generation > before.generation
    assert after.touched != before.touched
    assert await world.remediator.reconcile(proposal) is True
    again = await world.remediator.apply(cleared(mitigation, before))
    assert again.outcome is Outcome.FAILED


async def test_an_undo_puts_the_earlier_template_back(world: KubeWorld) -> None:
    await world.remediator.apply(cleared(UNDO, await seen(world, UNDO)))
    (found,) = (await world.cluster.list("deployments", "shop")).items
    template = found["spec"]["template"]
    assert template["spec"]["containers"][0]["readinessProbe"]["httpGet"]["port"] == 8080
    assert template["metadata"]["labels"] == {"app": "checkout"}


async def test_a_scale_sets_the_replicas(world: KubeWorld) -> None:
    await world.remediator.apply(cleared(SCALE, await seen(world, SCALE)))
    assert (await seen(world, SCALE)).replicas == 4


@pytest.mark.parametrize("mitigation", [RESTART, SCALE], ids=lambda one: str(one.action))
@pytest.mark.parametrize("stale", [{"resource_version": "1"}, {"uid": "of-a-deleted-namesake"}])
async def test_a_stale_precondition_is_failed_and_changes_nothing(
    world: KubeWorld, mitigation: Mitigation, stale: dict[str, str]
) -> None:
    before = await seen(world, mitigation)
    live = before.model_copy(update=stale)
    answer = await world.remediator.apply(cleared(mitigation, live))
    assert answer.outcome is Outcome.FAILED
    assert "target changed" in answer.text or "uid" in stale
    assert await seen(world, mitigation) == before


async def test_a_revision_that_nothing_keeps_is_not_rehearsed(world: KubeWorld) -> None:
    rehearsal = await world.remediator.rehearse(UNDO.model_copy(update={"to_revision": 2}))
    assert not rehearsal.ok
    assert "revision 2" in rehearsal.reason


async def test_a_target_that_is_gone_is_not_rehearsed_and_cannot_be_told(world: KubeWorld) -> None:
    gone = Restart(subject=Subject(kind="Deployment", namespace="shop", name="gone"))
    assert await look(world.cluster, gone) is None
    assert not (await world.remediator.rehearse(gone)).ok
    assert await world.remediator.reconcile(proposed(gone, await seen(world, RESTART))) is None


@pytest.mark.parametrize("kind", sorted(WORLDS))
async def test_logs_are_read_by_run_and_are_empty_where_there_is_none(kind: str) -> None:
    async with WORLDS[kind]() as world:
        for key, text in LOGS.items():
            assert await world.cluster.logs(key) == text
        newest = next(iter(LOGS))
        assert await world.cluster.logs(newest, max_bytes=8) == "ready\n"
        silent = LogKey(namespace="shop", pod="cart-a", container="app", previous=True)
        assert await world.cluster.logs(silent) == ""


async def test_the_actor_may_not_change_a_namespace_that_has_not_opted_in(sandbox: KubeWorld) -> None:
    assert "403" in (await sandbox.remediator.rehearse(VAULT)).reason
    answer = await sandbox.remediator.apply(cleared(VAULT, await seen(sandbox, VAULT)))
    assert answer.outcome is Outcome.FAILED
    assert "403" in answer.text


async def test_an_answer_lost_after_the_write_is_unknown_and_found_by_its_mark(sandbox: KubeWorld) -> None:
    assert sandbox.sandbox is not None
    before = await seen(sandbox, RESTART)
    sandbox.sandbox.faults.drop()
    answer = await sandbox.remediator.apply(cleared(RESTART, before))
    assert answer.outcome is Outcome.UNKNOWN
    assert len(sandbox.sandbox.writes) == 1
    assert await sandbox.remediator.reconcile(proposed(RESTART, before)) is True


async def test_a_write_that_hangs_is_unknown_when_its_time_is_up() -> None:
    async with sandbox_world(bound=0.1) as world:
        assert world.sandbox is not None
        before = await seen(world, RESTART)
        world.sandbox.faults.hang(0.3, method="PATCH")
        answer = await world.remediator.apply(cleared(RESTART, before))
        assert answer.outcome is Outcome.UNKNOWN
        assert answer.seconds < 1


async def test_reads_and_writes_go_under_two_identities(sandbox: KubeWorld) -> None:
    assert sandbox.sandbox is not None
    await sandbox.remediator.apply(cleared(UNDO, await seen(sandbox, UNDO)))
    users = {(one.method, one.user.rpartition(":")[2]) for one in sandbox.sandbox.requests}
    assert users == {("GET", "lookout-reader"), ("GET", "lookout-actor"), ("PATCH", "lookout-actor")}
    assert not any("secret" in one.path for one in sandbox.sandbox.requests)


async def test_a_list_in_small_pages_is_the_same_list() -> None:
    async with sandbox_world(page=1) as world:
        assert await names(world, "pods", "shop") == ["cart-a", "checkout-a"]


async def test_a_whole_scope_is_gathered_from_an_api(sandbox: KubeWorld) -> None:
    scope = Scope(cluster="sandbox", namespace="shop", service="checkout")
    snapshot = await gather(sandbox.cluster, scope, clock=FakeClock(), key=b"0123456789abcdef")
    assert snapshot.gaps == ()
    assert len(snapshot.objects["pods"]["shop"]) == 2
    assert set(LOGS) <= set(snapshot.logs)


async def test_an_api_that_hangs_gives_gaps_and_no_hanging_triage(sandbox: KubeWorld) -> None:
    assert sandbox.sandbox is not None
    sandbox.sandbox.faults.fail(1, 403, path="/events")
    sandbox.sandbox.faults.fail(1, 503, path="/nodes")
    scope = Scope(cluster="sandbox", namespace="shop")
    async with asyncio.timeout(5):
        snapshot = await gather(sandbox.cluster, scope, clock=FakeClock(), key=b"0123456789abcdef")
    assert {gap.what for gap in snapshot.gaps} == {"events", "nodes"}
    assert CHECKOUT.name in str(snapshot.objects["deployments"])
