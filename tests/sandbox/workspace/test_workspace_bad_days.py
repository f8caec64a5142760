"""Bad days by name, as the page's panel and scripts order them."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.cluster.api.faults import Faults as ClusterFaults
from bot.sandbox.pager.days import Days
from bot.sandbox.provider.days import Calendar
from bot.sandbox.workspace import Stage, Workspace
from bot.sandbox.workspace.bad_days.catalogue import KINDS
from tests.fakes_clock import FakeClock
from tests.sandbox.workspace.robot import Connect

Json = dict[str, Any]
WAITING = [name for name, kind in KINDS.items() if not kind.at_once]


@pytest.fixture
def faults_of_cluster() -> ClusterFaults:
    return ClusterFaults()


@pytest.fixture
async def workspace(clock: FakeClock, faults_of_cluster: ClusterFaults) -> AsyncIterator[Workspace]:
    made = Workspace(
        clock, stage=Stage(cluster_faults=faults_of_cluster, model_days=Calendar(), page_days=Days())
    )
    await made.start()
    yield made
    await made.stop()


async def order(page: aiohttp.ClientSession, kind: str, status: int = 200, **knobs: Any) -> Json:
    async with page.post("/ui/faults", json={"kind": kind, **knobs}) as answer:
        assert answer.status == status
        return dict(await answer.json())


async def listed(page: aiohttp.ClientSession) -> Json:
    async with page.get("/ui/faults") as answer:
        return dict(await answer.json())


async def armed(page: aiohttp.ClientSession) -> list[tuple[str, int]]:
    return [(one["kind"], one["left"]) for one in (await listed(page))["armed"]]


async def clear(page: aiohttp.ClientSession, kind: str = "") -> Json:
    async with page.delete("/ui/faults", params={"kind": kind} if kind else {}) as answer:
        return dict(await answer.json())


async def test_every_kind_says_what_happens_what_to_expect_and_what_it_takes(
    page: aiohttp.ClientSession,
) -> None:
    kinds = (await listed(page))["kinds"]
    assert [kind["name"] for kind in kinds] == list(KINDS)
    for kind in kinds:
        assert kind["happens"].endswith("."), kind["name"]
        assert kind["expect"].endswith("."), kind["name"]
        for knob in kind["knobs"]:
            assert knob["default"] in knob.get("choices", [knob["default"]]), kind["name"]


@pytest.mark.parametrize("kind", WAITING)
async def test_what_is_armed_is_listed_until_it_is_cleared(page: aiohttp.ClientSession, kind: str) -> None:
    answer = await order(page, kind)
    assert [one["kind"] for one in answer["armed"]] == [kind]
    other = next(one for one in WAITING if one != kind)
    await clear(page, other)
    assert [name for name, _ in await armed(page)] == [kind]
    assert (await clear(page, kind))["armed"] == []
    await order(page, kind)
    await order(page, other)
    assert len(await armed(page)) == 2
    assert (await clear(page))["armed"] == []


async def test_what_was_used_up_is_no_longer_listed(
    page: aiohttp.ClientSession, slack: AsyncWebClient
) -> None:
    await order(page, "rate-limit", method="chat.postMessage", times=2, retry_after=7)
    assert (await listed(page))["armed"] == [
        {"kind": "rate-limit", "words": "chat.postMessage: 429, Retry-After 7 s", "left": 2}
    ]
    with pytest.raises(SlackApiError) as limited:
        await slack.chat_postMessage(channel="C0SHOP", text="one")
    assert limited.value.response.headers["Retry-After"] == "7"
    assert await armed(page) == [("rate-limit", 1)]


@pytest.mark.parametrize(
    ("kind", "knobs", "error"),
    [
        ("invalid-blocks", {"type": "section"}, "invalid_blocks"),
        ("api-error", {"error": "fatal_error"}, "fatal_error"),
        ("rate-limit", {}, "ratelimited"),
        ("api-down", {}, "service_unavailable"),
    ],
)
async def test_a_post_is_refused_as_slack_refuses_it(
    page: aiohttp.ClientSession,
    slack: AsyncWebClient,
    workspace: Workspace,
    kind: str,
    knobs: Json,
    error: str,
) -> None:
    await order(page, kind, **knobs)
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
    with pytest.raises(SlackApiError) as refused:
        await slack.chat_postMessage(channel="C0SHOP", text="x", blocks=[section])
    assert refused.value.response["error"] == error
    assert workspace.messages("C0SHOP") == []


async def test_an_api_that_is_down_answers_nobody_and_comes_back(
    page: aiohttp.ClientSession,
    slack: AsyncWebClient,
    workspace: Workspace,
    connect: Connect,
    clock: FakeClock,
) -> None:
    robot = await connect()

    @robot.app.command("/lookout")
    async def command(ack: Any) -> None:
        await ack()

    await workspace.run_command("U0NORA", "C0SHOP", "/lookout status")
    url = workspace.traffic.delivered("slash_commands")[0]["payload"]["response_url"]
    await order(page, "api-down", seconds=20)
    with pytest.raises(SlackApiError) as down:
        await slack.auth_test()
    assert down.value.response.status_code == 503
    async with page.get("/link/?ticket=any") as answer:
        assert answer.status == 403
    async with page.post(url, json={"text": "late"}) as answer:
        assert answer.status == 503
    clock.advance(21)
    assert await armed(page) == []
    assert (await slack.auth_test())["ok"]


async def test_one_connection_or_all_are_ended(
    page: aiohttp.ClientSession, connect: Connect, workspace: Workspace
) -> None:
    await connect(connections=2)
    await order(page, "disconnect", which="one")
    assert len(workspace.traffic.delivered("disconnect")) == 1
    await workspace.wait_for(lambda: workspace.socket.connections == 2)
    await order(page, "cut", which="all")
    await workspace.wait_for(lambda: workspace.socket.connections == 0)


async def test_a_held_envelope_goes_by_itself_when_none_follows(
    page: aiohttp.ClientSession, connect: Connect, workspace: Workspace, clock: FakeClock
) -> None:
    robot = await connect()
    await order(page, "reorder")
    await workspace.say("U0NORA", "C0SHOP", "alone")
    assert workspace.traffic.delivered("events_api") == []
    await clock.elapse(2)
    await workspace.wait_for(lambda: robot.heard)
    assert await armed(page) == []


async def test_the_clusters_faults_are_ordered_by_kind(
    page: aiohttp.ClientSession, faults_of_cluster: ClusterFaults
) -> None:
    await order(page, "cluster-forbidden", path="events", times=3)
    await order(page, "cluster-limit", path="anything", retry_after=9)
    await order(page, "cluster-hang", seconds=1.5)
    await order(page, "cluster-drop")
    first, second, third, fourth = faults_of_cluster.pending
    assert (first.status, first.path, first.left, first.method) == (403, "/events", 3, "GET")
    assert (second.status, second.path, second.retry_after) == (429, "", 9)
    assert third.seconds == 1.5
    assert fourth.drop
    faults_of_cluster.pending[0].left = 0
    assert [name for name, _ in await armed(page)] == ["cluster-limit", "cluster-hang", "cluster-drop"]


async def test_a_workspace_without_a_cluster_offers_no_faults_of_it(clock: FakeClock) -> None:
    bare = Workspace(clock)
    await bare.start()
    async with aiohttp.ClientSession(bare.base_url) as page:
        assert not [kind for kind in (await listed(page))["kinds"] if kind["where"] == "cluster"]
        refused = await order(page, "cluster-drop", 400)
        assert "disconnect" in refused["errors"][0]
        assert (await clear(page))["armed"] == []
    await bare.stop()


@pytest.mark.parametrize(
    ("knobs", "sentence"),
    [
        ({"times": 0}, "times: a whole number from 1 to 100"),
        ({"times": 1.5}, "times: a whole number from 1 to 100"),
        ({"times": True}, "times: a whole number from 1 to 100"),
        ({"seconds": "long"}, "seconds: a number from 0.5 to 120"),
        ({"often": 3}, "slow does not take often"),
    ],
)
async def test_a_knob_that_makes_no_sense_is_refused_and_arms_nothing(
    page: aiohttp.ClientSession, knobs: Json, sentence: str
) -> None:
    refused = await order(page, "slow", 400, **knobs)
    assert refused["errors"] == [sentence]
    assert await armed(page) == []


async def test_a_kind_or_a_word_that_is_not_known_is_refused(page: aiohttp.ClientSession) -> None:
    assert (await order(page, "meteor", 400))["errors"][0].startswith("kind: one of disconnect, cut")
    assert (await order(page, "slow", 400, method="chat.scream"))["errors"][0].startswith("method: one of *")
    async with page.post("/ui/faults", json=[1]) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "invalid_json")
    async with page.post("/ui/faults", data="{") as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "invalid_json")
    async with page.delete("/ui/faults?kind=meteor") as answer:
        assert answer.status == 400


async def test_a_bad_day_of_the_model_is_ordered_for_so_many_requests_or_until_it_is_cleared(
    page: aiohttp.ClientSession, workspace: Workspace
) -> None:
    calendar = workspace.stage.model_days
    assert calendar is not None
    await order(page, "model-day", day="hang", times=2)
    await order(page, "model-day", day="lies", times=0)
    assert await armed(page) == [("model-day", 2), ("model-day", 0)]
    assert [calendar.take().day.name for _ in range(4)] == ["hang", "hang", "lies", "lies"]
    await order(page, "model-day", status=400, day="a day that nobody knows")
    assert (await clear(page, "model-day"))["armed"] == []
    assert calendar.take().day.name == "good"


async def test_a_bad_day_of_the_pager_is_ordered_and_cleared_with_all_others(
    page: aiohttp.ClientSession, workspace: Workspace
) -> None:
    days = workspace.stage.page_days
    assert days is not None
    await order(page, "page-day", day="busy", times=2)
    assert await armed(page) == [("page-day", 2)]
    assert [days.take() for _ in range(3)] == ["busy", "busy", None]
    await order(page, "page-day", day="key", times=0)
    await clear(page, "rate-limit")
    assert await armed(page) == [("page-day", 0)]
    await clear(page, "page-day")
    assert days.take() is None
    await order(page, "page-day", status=400, day="a day that nobody knows")


async def test_the_page_shows_what_was_paged(page: aiohttp.ClientSession, workspace: Workspace) -> None:
    async with page.get("/ui/pages") as answer:
        assert await answer.json() == {"alerts": [], "attempts": 0}
    workspace.stage.pages = lambda: {"alerts": [{"key": "k"}], "attempts": 1}
    async with page.get("/ui/pages") as answer:
        assert (await answer.json())["attempts"] == 1
