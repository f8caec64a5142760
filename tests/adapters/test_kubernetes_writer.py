import asyncio

import aiohttp
import pytest
from aiohttp import web

from bot.adapters.kubernetes.attempt import Attempt, judge
from bot.domain.mitigation import Restart
from bot.domain.proposal import Outcome
from bot.domain.target import Subject
from tests.adapters.cleared import RESTART, SCALE, UNDO, cleared
from tests.adapters.kube_script import Handler, drop, hang
from tests.adapters.writing import OBJECT, live, refusing, server_with, writing
from tests.cluster_objects import deployment, history, replicaset, template
from tests.fakes_cluster import FakeCluster


async def test_a_restart_sends_one_strategic_merge_patch_with_preconditions_and_its_mark() -> None:
    async with writing(server_with()) as (writer, server):
        answer = await writer.apply(cleared(RESTART, live(RESTART)))
    assert answer.outcome is Outcome.DONE
    uid = live(RESTART).uid
    assert answer.request == f"PATCH deployments/checkout in shop (uid {uid}, resourceVersion 900)"
    assert [one.method for one in server.asked] == ["PATCH"]
    (sent,) = server.patches
    assert sent.path == OBJECT
    assert sent.headers["content-type"] == "application/strategic-merge-patch+json"
    assert sent.query == {"fieldManager": "lookout/p-1", "fieldValidation": "Strict"}
    annotations = {"kubectl.kubernetes.io/restartedAt": "2025-03-04T02:14:00Z"}
    assert sent.body == {
        "metadata": {
            "uid": uid,
            "resourceVersion": "900",
            "annotations": {"lookout.dev/proposal": "p-1"},
        },
        "spec": {"template": {"metadata": {"annotations": annotations}}},
    }


async def test_an_undo_replaces_the_whole_template() -> None:
    async with writing(server_with()) as (writer, server):
        answer = await writer.apply(cleared(UNDO, live(UNDO)))
    assert answer.outcome is Outcome.DONE
    assert server.patches[0].body["spec"]["template"] == {"$patch": "replace", **template(8080)}


async def test_a_scale_goes_to_the_subresource_which_keeps_no_annotation() -> None:
    async with writing(server_with()) as (writer, server):
        answer = await writer.apply(cleared(SCALE, live(SCALE)))
    assert answer.outcome is Outcome.DONE
    assert answer.request.startswith("PATCH deployments/checkout/scale in shop")
    (sent,) = server.patches
    assert sent.path == f"{OBJECT}/scale"
    assert sent.body == {
        "metadata": {"uid": live(SCALE).uid, "resourceVersion": "900"},
        "spec": {"replicas": 4},
    }


async def test_a_statefulset_is_patched_at_its_own_place() -> None:
    restart = Restart(subject=Subject(kind="StatefulSet", namespace="shop", name="db"))
    async with writing(server_with()) as (writer, server):
        await writer.apply(cleared(restart, live(restart)))
    assert server.patches[0].path == "/apis/apps/v1/namespaces/shop/statefulsets/db"


async def test_a_conflict_is_failed_because_the_target_changed() -> None:
    async with writing(server_with(patched=refusing(409, "the object has been modified"))) as (
        writer,
        server,
    ):
        answer = await writer.apply(cleared(RESTART, live(RESTART)))
    assert answer.outcome is Outcome.FAILED
    assert answer.text == "target changed: the object has been modified"
    assert len(server.patches) == 1


@pytest.mark.parametrize("code", [400, 403, 404, 422, 429])
async def test_a_refusal_is_failed_with_the_servers_words(code: int) -> None:
    async with writing(server_with(patched=refusing(code, "said the server"))) as (writer, _):
        answer = await writer.apply(cleared(RESTART, live(RESTART)))
    assert (answer.outcome, answer.text) == (
        Outcome.FAILED,
        f"the API server answered {code}: said the server",
    )


@pytest.mark.parametrize("patched", [drop, hang, refusing(500, "etcdserver: request timed out")])
async def test_a_write_without_a_clear_answer_is_unknown_and_is_not_sent_again(patched: Handler) -> None:
    async with writing(server_with(patched=patched), bound=0.2) as (writer, server):
        answer = await writer.apply(cleared(RESTART, live(RESTART)))
    assert answer.outcome is Outcome.UNKNOWN
    assert "may or may not be in" in answer.text
    assert len(server.patches) == 1


async def test_an_answer_whose_body_is_lost_is_judged_by_its_status() -> None:
    async def patched(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        return await drop(request)

    async with writing(server_with(patched=patched)) as (writer, _):
        answer = await writer.apply(cleared(RESTART, live(RESTART)))
    assert (answer.outcome, answer.text) == (Outcome.DONE, "the API server answered 200")


async def test_a_refused_connection_is_failed_since_nothing_was_sent() -> None:
    async with writing(server_with()) as (writer, server):
        server.client.configuration.host = "http://127.0.0.1:1"
        answer = await writer.apply(cleared(RESTART, live(RESTART)))
    assert answer.outcome is Outcome.FAILED
    assert answer.text.startswith("nothing was sent: ")
    assert server.asked == []


def test_a_server_that_could_not_be_reached_in_time_was_sent_nothing() -> None:
    outcome, _ = judge(Attempt(sending=True), aiohttp.ConnectionTimeoutError())
    assert outcome is Outcome.FAILED


@pytest.mark.parametrize(("kind", "plural"), [("Node", "nodes"), ("Pod", "pods"), ("Secret", "secret")])
async def test_a_kind_that_an_action_is_not_for_is_sent_nothing(kind: str, plural: str) -> None:
    odd = Restart(subject=Subject(kind=kind, namespace="shop", name="x"))
    async with writing(server_with()) as (writer, server):
        answer = await writer.apply(cleared(odd, live(RESTART)))
        rehearsal = await writer.rehearse(odd)
    assert answer.outcome is Outcome.FAILED
    assert answer.request.startswith(f"PATCH {plural}/x in shop")
    assert not rehearsal.ok
    assert server.asked == []


async def test_an_undo_whose_wanted_template_changed_is_sent_nothing() -> None:
    async with writing(server_with()) as (writer, server):
        writer._cluster = FakeCluster([replicaset(6, template(9999)), *history()[1:]])
        answer = await writer.apply(cleared(UNDO, live(UNDO)))
    assert answer.outcome is Outcome.FAILED
    assert answer.text.startswith("nothing was sent: target changed")
    assert server.patches == []


async def test_an_undo_takes_no_template_of_a_deleted_namesake() -> None:
    foreign = replicaset(6, template(9999), owner="of-a-deleted-namesake")
    async with writing(server_with()) as (writer, server):
        writer._cluster = FakeCluster([foreign, *history()])
        answer = await writer.apply(cleared(UNDO, live(UNDO)))
    assert answer.outcome is Outcome.DONE
    assert server.patches[0].body["spec"]["template"] == {"$patch": "replace", **template(8080)}


async def test_an_undo_of_a_workload_that_was_changed_is_sent_nothing() -> None:
    changed = deployment(pod_template=template(7777))
    async with writing(server_with(changed)) as (writer, server):
        answer = await writer.apply(cleared(UNDO, live(UNDO)))
    assert answer.outcome is Outcome.FAILED
    assert server.patches == []


async def test_one_write_is_under_way_at_a_time_and_a_second_does_not_wait_beyond_its_deadline() -> None:
    arrived = asyncio.Event()

    async def patched(request: web.Request) -> web.StreamResponse:
        arrived.set()
        return await hang(request)

    async with writing(server_with(patched=patched), bound=0.2) as (writer, server):
        first = asyncio.create_task(writer.apply(cleared(RESTART, live(RESTART))))
        await arrived.wait()
        writer._timeout = 0.05
        second = await writer.apply(cleared(RESTART, live(RESTART), "p-2"))
        assert (await first).outcome is Outcome.UNKNOWN
    assert second.outcome is Outcome.FAILED
    assert second.text == "nothing was sent: its time was up before its turn came"
    assert len(server.patches) == 1


async def test_the_field_manager_is_never_longer_than_the_api_allows() -> None:
    async with writing(server_with()) as (writer, server):
        await writer.apply(cleared(RESTART, live(RESTART), "p" * 300))
    assert len(server.patches[0].query["fieldManager"]) == 128
