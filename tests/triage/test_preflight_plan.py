"""What a preflight asks, how it asks, and that whatever breaks is unknown."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.domain.cluster_user import ClusterUser
from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.preflight import Asker, Can, Question
from bot.domain.rota import Duty, Shift
from bot.domain.runbook import Runbook, Step
from bot.domain.target import Target
from bot.triage.ports.preflight import Instruments
from bot.triage.preflight import survey as surveying
from bot.triage.preflight.plan import Plan, links_of, plan
from bot.triage.preflight.survey import PATIENCE, Found, remembering, survey
from tests.fakes_clock import START, FakeClock
from tests.fakes_preflight import FakeLinks, FakeReviews

SERVICES = {
    "checkout": Target(cluster="prod", namespace="shop", service="checkout"),
    "cart": Target(cluster="prod", namespace="shop", service="cart"),
    "payments": Target(cluster="prod", namespace="payments", service="payments"),
}
IDENTITIES = {
    "U0NORA": ClusterUser(user="nora", groups=("oncall",)),
    "U0EMIL": ClusterUser(user="emil", groups=("oncall", "view")),
}
WIKI = "https://wiki.example.com/rollout"


def book(*needs: str, prose: str = "", command: str = "") -> Runbook:
    step = Step(id="look", title="Look", tool="observe", tier=0, needs=needs, command=command)
    return Runbook(
        id="bad-rollout",
        version=1,
        title="Trouble began with a rollout",
        owner="@responders",
        reviewed=date(2026, 11, 20),
        causes=("bad-rollout",),
        steps=(step, step.model_copy(update={"id": "again"})),
        escalation="@commanders",
        prose=prose,
    )


def duty(*people: str, services: tuple[str, ...] = ()) -> Duty:
    shifts = tuple(Shift(user_id=one, name=one) for one in people)
    return Duty(rota="shop", services=services, shifts=shifts, read_at=START, until=START)


def test_each_question_is_asked_once_for_all_steps_and_services() -> None:
    found = plan([book("list pods", "list nodes")], SERVICES, IDENTITIES, [duty("U0NORA")])
    mine = [one for one in found.questions if one.who == "U0NORA"]
    assert {(one.namespace, one.need) for one in mine} == {
        ("shop", "list pods"),
        ("payments", "list pods"),
        ("", "list nodes"),
    }
    assert len(mine) == 3


def test_a_change_is_asked_about_for_every_kind_that_its_tool_may_be_applied_to() -> None:
    change = book("get deployments", "patch deployments/scale", "list pods.metrics.k8s.io").steps[0]
    scale = change.model_copy(update={"tool": "scale"})
    found = plan([book().model_copy(update={"steps": (scale,)})], SERVICES, IDENTITIES, [duty("U0NORA")])
    assert [one.need for one in found.questions if (one.who, one.namespace) == ("U0NORA", "shop")] == [
        "get deployments",
        "patch deployments/scale",
        "list pods.metrics.k8s.io",
        "get statefulsets",
        "patch statefulsets/scale",
    ]


def test_people_are_asked_about_where_the_services_of_their_rotas_run() -> None:
    found = plan([book("list pods")], SERVICES, IDENTITIES, [duty("U0NORA", services=("payments",))])
    places = {(one.who, one.namespace) for one in found.questions}
    assert ("U0NORA", "payments") in places
    assert ("U0NORA", "shop") not in places
    assert ("U0EMIL", "shop") in places  # on no rota: one who may be able where the on-call is not


def test_groups_of_the_identities_are_asked_about_by_themselves() -> None:
    found = plan([book("list pods")], SERVICES, IDENTITIES, [])
    assert found.askers["group:view"] == Asker(groups=("view",))
    assert found.askers["U0NORA"] == Asker(user="nora", groups=("oncall",))
    assert {one.who for one in found.questions} == {"U0NORA", "U0EMIL", "group:oncall", "group:view"}


def test_somebody_whom_no_cluster_knows_is_unmapped() -> None:
    found = plan([book("list pods")], SERVICES, IDENTITIES, [duty("U0SAM")])
    assert {one.who for one in found.unmapped} == {"U0SAM"}
    assert "U0SAM" not in {one.who for one in found.questions}


def test_links_are_found_in_words_and_commands_and_cut_where_they_end() -> None:
    books = [
        book(prose=f"See {WIKI}, or ({WIKI}#undo).", command="curl https://$host/x http://a.example/b?c=1")
    ]
    assert links_of(books) == {
        WIKI: ("bad-rollout",),
        f"{WIKI}#undo": ("bad-rollout",),
        "http://a.example/b?c=1": ("bad-rollout",),
    }


async def asked(reviews: FakeReviews | None, links: FakeLinks | None = None, *, needs: int = 1) -> Found:
    names = [f"get {plural}" for plural in ("pods", "services", "events", "endpoints", "configmaps")[:needs]]
    wanted = plan([book(*names, prose=WIKI)], SERVICES, IDENTITIES, [duty("U0NORA", "U0SAM")])
    tools = Instruments(reviews={"prod": reviews} if reviews else {}, links=links)
    return await survey(tools, wanted, FakeClock(), within=2.0)


def answers(found: Found) -> set[tuple[str, Can, str]]:
    return {(one.question.who, one.can, one.why) for sheet in found.sheets for one in sheet.answers}


async def test_answers_are_sorted_by_place_and_links_by_address() -> None:
    found = await asked(FakeReviews("emil get pods shop"), FakeLinks(WIKI))
    assert [(one.cluster, one.namespace) for one in found.sheets] == [("prod", "payments"), ("prod", "shop")]
    assert ("U0EMIL", Can.NO, "no role") in answers(found)
    assert ("U0EMIL", Can.YES, "") in answers(found)
    assert ("U0SAM", Can.UNKNOWN, "no cluster user is configured for this person") in answers(found)
    (link,) = found.links
    assert (link.url, link.can, link.why, link.runbooks) == (WIKI, Can.NO, "it answers 404", ("bad-rollout",))


async def test_a_cluster_that_refuses_to_be_asked_is_asked_once() -> None:
    reviews = FakeReviews()
    reviews.trouble = RefusedError("asking: not allowed (403)")
    found = await asked(reviews, needs=5)
    assert len(reviews.asked) == 1
    assert {can for who, can, _ in answers(found) if who != "U0SAM"} == {Can.UNKNOWN}
    assert ("U0EMIL", Can.UNKNOWN, "asking: not allowed (403)") in answers(found)


async def test_a_cluster_that_keeps_failing_is_given_up() -> None:
    reviews = FakeReviews()
    reviews.trouble = TransientError("no answer")
    found = await asked(reviews, needs=5)
    assert len(reviews.asked) == PATIENCE
    assert ("group:view", Can.UNKNOWN, "no answer") in answers(found)


class Held(FakeReviews):
    """A cluster that holds each question until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.let_go = asyncio.Event(), asyncio.Event()

    async def may(self, asker: Asker, need: str, namespace: str) -> tuple[Can, str]:
        self.first.set()
        await self.let_go.wait()
        return await super().may(asker, need, namespace)


async def test_a_survey_that_is_cut_by_a_stop_asks_nothing_after_it() -> None:
    reviews = Held()
    survey = asyncio.create_task(asked(reviews, needs=5))
    await reviews.first.wait()
    survey.cancel()
    with pytest.raises(asyncio.CancelledError):
        await survey
    reviews.let_go.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert reviews.asked == []


async def test_a_fault_of_ours_is_unknown_and_said() -> None:
    reviews, links = FakeReviews(), FakeLinks()
    reviews.trouble, links.trouble = KeyError("x"), RuntimeError("x")
    found = await asked(reviews, links)
    assert (
        "U0NORA",
        Can.UNKNOWN,
        "the check itself failed, which is a fault of Lookout (KeyError)",
    ) in answers(found)
    assert found.links[0].can is Can.UNKNOWN
    assert "RuntimeError" in found.links[0].why


async def test_what_there_is_nothing_to_ask_by_is_unknown() -> None:
    found = await asked(None)
    assert ("U0NORA", Can.UNKNOWN, "this cluster is not configured") in answers(found)
    assert found.links[0].why == "addresses are not asked"


async def test_the_deadline_keeps_what_was_answered() -> None:
    class Slow(FakeReviews):
        async def may(self, asker: Asker, need: str, namespace: str) -> tuple[Can, str]:
            if namespace == "shop":
                await asyncio.Event().wait()
            return await super().may(asker, need, namespace)

    asker = {"U0NORA": Asker(user="nora")}
    questions = tuple(
        Question(who="U0NORA", cluster="prod", namespace=one, need="list pods")
        for one in ("payments", "shop")
    )
    tools = Instruments(reviews={"prod": Slow()})
    found = await survey(tools, Plan(askers=asker, questions=questions), FakeClock(), within=0.2)
    assert [(sheet.namespace, sheet.answers[0].can) for sheet in found.sheets] == [
        ("payments", Can.YES),
        ("shop", Can.UNKNOWN),
    ]
    assert found.sheets[1].answers[0].why == "no answer within the 0.2 s of a preflight"


async def test_more_questions_than_are_asked_at_a_time_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveying, "MOST", 3)
    reviews = FakeReviews()
    found = await asked(reviews)
    assert len(reviews.asked) == 3
    assert any("more than the" in why for _, _, why in answers(found))


async def test_what_is_unknown_now_keeps_when_it_was_known() -> None:
    reviews = FakeReviews()
    first = await asked(reviews)
    reviews.trouble = PermanentError("broken")
    second = remembering((await asked(reviews)).sheets, first.sheets)
    third = remembering((await asked(reviews)).sheets, second)
    known = {one.question.who: one.known_at for sheet in third for one in sheet.answers}
    assert known["U0NORA"] == START
    assert known["U0SAM"] is None
    again = remembering(first.sheets, third)
    assert all(one.at - START == timedelta(0) for sheet in again for one in sheet.answers)
