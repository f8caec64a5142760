from typing import Any

import pytest
from aiohttp import web

from tests.adapters.cleared import RESTART, SCALE, UNDO, cleared, proposed
from tests.adapters.kube_script import Handler, drop, hang, status
from tests.adapters.writing import OBJECT, live, refusing, server_with, writing
from tests.cluster_objects import deployment, template


async def test_a_rehearsal_is_always_a_dry_run_and_shows_what_would_change() -> None:
    def after(raw: dict[str, Any]) -> None:
        raw["spec"]["template"] = template(8080)
        raw["metadata"]["generation"] = 5
        raw["metadata"]["resourceVersion"] = "901"

    async with writing(server_with(after=after)) as (writer, server):
        rehearsal = await writer.rehearse(UNDO)
    assert rehearsal.ok
    assert "-            port: 8081" in rehearsal.diff
    assert "+            port: 8080" in rehearsal.diff
    assert "resourceVersion" not in rehearsal.diff
    assert rehearsal.diff.startswith(
        "--- Deployment shop/checkout (now)\n+++ Deployment shop/checkout (after)"
    )
    (sent,) = server.patches
    assert sent.query["dryRun"] == "All"
    assert sent.body["metadata"] == {"uid": deployment()["metadata"]["uid"]}


async def test_a_rehearsed_scale_shows_the_replicas_only() -> None:
    async def patched(_: web.Request) -> web.StreamResponse:
        return web.json_response({"kind": "Scale", "spec": {"replicas": 4}, "status": {"replicas": 3}})

    async with writing(server_with(patched=patched)) as (writer, server):
        rehearsal = await writer.rehearse(SCALE)
    assert rehearsal.diff.splitlines()[-2:] == ["-  replicas: 3", "+  replicas: 4"]
    assert server.patches[0].path == f"{OBJECT}/scale"


async def test_a_rehearsal_in_which_nothing_changes_is_not_fine() -> None:
    async with writing(server_with()) as (writer, _):
        rehearsal = await writer.rehearse(UNDO)
    assert (rehearsal.ok, rehearsal.diff) == (False, "")
    assert rehearsal.reason.endswith("nothing would change")


@pytest.mark.parametrize(
    "patched", [refusing(403, "cannot patch"), refusing(422, "cannot patch"), refusing(500, "cannot patch")]
)
async def test_a_refused_rehearsal_is_not_fine_and_says_why(patched: Handler) -> None:
    async with writing(server_with(patched=patched)) as (writer, _):
        rehearsal = await writer.rehearse(RESTART)
    assert not rehearsal.ok
    assert "cannot patch" in rehearsal.reason


async def test_a_rehearsal_that_hangs_ends_in_time() -> None:
    async with writing(server_with(patched=hang), bound=0.05) as (writer, _):
        rehearsal = await writer.rehearse(RESTART)
    assert not rehearsal.ok
    assert "in time" in rehearsal.reason


async def test_a_missing_target_or_revision_is_not_fine() -> None:
    async with writing(refusing(404, "not found")) as (writer, _):
        assert "404" in (await writer.rehearse(RESTART)).reason
    async with writing(server_with()) as (writer, _):
        gone = UNDO.model_copy(update={"to_revision": 3})
        assert "revision 3" in (await writer.rehearse(gone)).reason


async def test_a_paused_deployment_is_not_restarted_but_may_be_scaled() -> None:
    paused = deployment()
    paused["spec"]["paused"] = True

    def after(raw: dict[str, Any]) -> None:
        raw["spec"]["replicas"] = 4

    async with writing(server_with(paused, after=after)) as (writer, server):
        assert "is paused" in (await writer.rehearse(RESTART)).reason
        assert server.patches == []
        assert (await writer.rehearse(SCALE)).ok


async def test_secrets_show_in_no_diff_and_no_answer() -> None:
    secret = "hunter2-very-secret"
    workload = deployment()
    env = [{"name": "DB_PASSWORD", "value": secret}]
    workload["spec"]["template"]["spec"]["containers"][0]["env"] = env

    async def patched(request: web.Request) -> web.StreamResponse:
        dry = "dryRun" in request.query
        return web.json_response(deployment()) if dry else status(422, f"bad password={secret}")

    async with writing(server_with(workload, patched=patched)) as (writer, _):
        rehearsal = await writer.rehearse(RESTART)
        answer = await writer.apply(cleared(RESTART, live(RESTART)))
    assert "DB_PASSWORD" in rehearsal.diff
    assert secret not in rehearsal.diff + answer.text


def marked(
    *, mark: str = "", managers: tuple[str, ...] = ("kubectl",), generation: int = 4, uid: str = ""
) -> dict[str, Any]:
    raw = deployment(annotations={"lookout.dev/proposal": mark} if mark else {})
    raw["metadata"]["generation"] = generation
    raw["metadata"]["managedFields"] = [{"manager": name} for name in managers]
    raw["metadata"]["uid"] = uid or raw["metadata"]["uid"]
    return raw


@pytest.mark.parametrize(
    ("raw", "mark"),
    [
        (marked(mark="p-1", generation=5), True),
        (marked(managers=("kubectl", "lookout/p-1"), generation=5), True),
        (marked(), False),
        (marked(generation=5), False),
        (marked(mark="p-0"), False),
        (marked(mark="p-2", generation=6), None),
        (marked(managers=("lookout/p-2",), generation=6), None),
        (marked(managers=(), generation=5), None),
        (marked(mark="p-1", uid="created-again"), None),
    ],
)
async def test_whether_a_write_is_in_is_read_from_its_mark(raw: dict[str, Any], mark: bool | None) -> None:
    async with writing(server_with(raw)) as (writer, server):
        assert await writer.reconcile(proposed(RESTART, live(RESTART))) is mark
    assert server.patches == []


@pytest.mark.parametrize("handler", [refusing(404, "gone"), refusing(403, "no"), hang, drop])
async def test_what_cannot_be_read_cannot_be_told(handler: Handler) -> None:
    async with writing(handler, bound=0.1) as (writer, _):
        assert await writer.reconcile(proposed(SCALE, live(SCALE))) is None


async def test_a_writer_ends_its_connections() -> None:
    async with writing(server_with()) as (writer, server):
        await writer.rehearse(SCALE)
        await writer.close()
        pool = server.client.rest_client.pool_manager
        assert pool is not None
        assert pool.closed
