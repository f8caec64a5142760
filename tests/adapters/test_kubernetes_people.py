"""What people may do, asked of the sandbox's API server as its reader."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.adapters.kubernetes.checks.people import PeopleReviews
from bot.adapters.kubernetes.connect import Server, close, connect
from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.preflight import Asker, Can
from bot.sandbox.cluster import Cluster
from bot.sandbox.cluster.access import READER, Rule
from tests.cluster_objects import namespace
from tests.fakes_clock import FakeClock

NORA, EMIL = Asker(user="nora"), Asker(user="emil")


@pytest.fixture
async def sandbox() -> AsyncIterator[Cluster]:
    cluster = Cluster(FakeClock())
    await cluster.start()
    yield cluster
    await cluster.stop()


@pytest.fixture
async def reviews(sandbox: Cluster) -> AsyncIterator[PeopleReviews]:
    client = await connect(Server(url=sandbox.base_url, token=SecretStr("reader-sandbox")))
    yield PeopleReviews(client, within=20)
    await close(client)


@pytest.mark.parametrize(
    ("asker", "need", "can"),
    [
        (NORA, "patch deployments", Can.YES),
        (NORA, "patch deployments/scale", Can.YES),
        (NORA, "list nodes", Can.YES),
        (NORA, "list nodes.metrics.k8s.io", Can.YES),
        (NORA, "list secrets", Can.NO),
        (EMIL, "patch deployments", Can.NO),
        (EMIL, "get pods/log", Can.YES),
        (Asker(user="emil", groups=("oncall",)), "patch deployments", Can.YES),
        (Asker(groups=("oncall",)), "patch deployments", Can.YES),
        (Asker(user="stranger"), "list pods", Can.NO),
    ],
)
async def test_the_cluster_answers_for_that_person(
    reviews: PeopleReviews, asker: Asker, need: str, can: Can
) -> None:
    assert (await reviews.may(asker, need, "shop"))[0] is can


async def test_a_resource_that_is_not_known_is_not_asked_about(reviews: PeopleReviews) -> None:
    can, why = await reviews.may(NORA, "get widgets", "shop")
    assert can is Can.UNKNOWN
    assert 'which API group "get widgets" belongs to is not known' in why


async def test_a_reader_that_may_not_ask_says_so(sandbox: Cluster, reviews: PeopleReviews) -> None:
    sandbox.access.rules[READER] = ()
    with pytest.raises(RefusedError, match="asking whether another may list pods: not allowed"):
        await reviews.may(NORA, "list pods", "shop")


async def test_where_only_the_namespace_may_be_asked_it_is_and_trouble_there_is_no_no(
    sandbox: Cluster, reviews: PeopleReviews
) -> None:
    local = frozenset({("authorization.k8s.io", "localsubjectaccessreviews")})
    sandbox.load([namespace()])
    sandbox.access.rules[READER] = (Rule("local", frozenset({"create"}), local, opted_in=True),)
    assert await reviews.may(NORA, "patch deployments", "shop") == (Can.YES, "")
    assert (await reviews.may(EMIL, "patch deployments", "shop"))[0] is Can.NO
    with pytest.raises(
        RefusedError, match=r"asking whether another may list pods: not allowed .* at the cluster"
    ):
        await reviews.may(NORA, "list pods", "elsewhere")
    sandbox.faults.fail(1, 503, path="localsubjectaccessreviews")
    with pytest.raises(TransientError, match="in trouble"):
        await reviews.may(NORA, "list pods", "shop")


async def test_trouble_is_no_answer(sandbox: Cluster, reviews: PeopleReviews) -> None:
    sandbox.faults.fail(1, 503, path="subjectaccessreviews")
    with pytest.raises(TransientError, match="in trouble"):
        await reviews.may(NORA, "list pods", "shop")
    sandbox.faults.hang(3600, path="subjectaccessreviews")
    client = await connect(Server(url=sandbox.base_url, token=SecretStr("reader-sandbox")))
    with pytest.raises(TransientError, match=r"no answer within 0.2 s"):
        await PeopleReviews(client, within=0.2).may(NORA, "list pods", "shop")
    await close(client)


@pytest.mark.parametrize(
    ("status", "can", "said"),
    [
        ({"allowed": False, "evaluationError": "webhook timed out"}, Can.UNKNOWN, "could not tell: webhook"),
        ({"allowed": True, "evaluationError": "webhook timed out"}, Can.YES, ""),
        ({"allowed": False, "reason": "no role"}, Can.NO, "no role"),
        ({"allowed": "true"}, Can.UNKNOWN, "did not say"),
        ({}, Can.UNKNOWN, "did not say"),
        ([], Can.UNKNOWN, "did not say"),
    ],
)
async def test_only_a_plain_no_is_a_no(
    monkeypatch: pytest.MonkeyPatch, reviews: PeopleReviews, status: object, can: Can, said: str
) -> None:
    monkeypatch.setattr(
        "bot.sandbox.cluster.api.server.review",
        lambda *_asked: {"kind": "SubjectAccessReview", "status": status},
    )
    found = await reviews.may(NORA, "list pods", "shop")
    assert found[0] is can
    assert said in found[1]


async def test_an_answer_without_a_status_is_none(
    monkeypatch: pytest.MonkeyPatch, reviews: PeopleReviews
) -> None:
    monkeypatch.setattr("bot.sandbox.cluster.api.server.review", lambda *_asked: {"kind": "Status"})
    with pytest.raises(PermanentError, match="the answer is no access review"):
        await reviews.may(NORA, "list pods", "shop")
