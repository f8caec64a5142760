from datetime import UTC, datetime, timedelta

from bot.domain.preflight import Ability, Answer, Can, Question, Sheet, ability, by_question
from bot.domain.runbook import Step

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=3)
STEP = Step(id="undo", title="Undo", tool="undo", tier=1, needs=("patch deployments", "list nodes"))


def answer(
    need: str, can: Can, namespace: str = "shop", *, why: str = "", known_at: datetime | None = None
) -> Answer:
    question = Question(who="U0NORA", cluster="prod", namespace=namespace, need=need)
    return Answer(question=question, can=can, why=why, at=NOW, known_at=known_at)


def of(*answers: Answer) -> Ability:
    sheet = Sheet(cluster="prod", namespace="shop", at=NOW, answers=answers)
    return ability("U0NORA", STEP, "prod", "shop", by_question([sheet]))


def test_a_step_can_be_run_if_every_need_is_granted_here_or_in_the_cluster() -> None:
    found = of(answer("patch deployments", Can.YES), answer("list nodes", Can.YES, ""))
    assert (found.can, found.lacking) == (Can.YES, ())


def test_one_refused_need_is_a_no_whatever_is_unknown_beside_it() -> None:
    found = of(answer("patch deployments", Can.NO), answer("list nodes", Can.UNKNOWN, ""))
    assert (found.can, found.lacking) == (Can.NO, ("patch deployments",))


def test_what_was_never_asked_is_unknown() -> None:
    found = of(answer("patch deployments", Can.YES))
    assert (found.can, found.why, found.known_at) == (Can.UNKNOWN, "it was never asked", None)


def test_a_broken_check_is_unknown_since_it_was_last_known() -> None:
    found = of(
        answer("patch deployments", Can.UNKNOWN, why="no answer", known_at=EARLIER),
        answer("list nodes", Can.YES, ""),
    )
    assert (found.can, found.why, found.known_at) == (Can.UNKNOWN, "no answer", EARLIER)


def test_the_oldest_of_several_is_when_all_were_known() -> None:
    found = of(
        answer("patch deployments", Can.UNKNOWN, known_at=EARLIER),
        answer("list nodes", Can.UNKNOWN, "", known_at=NOW),
    )
    assert found.known_at == EARLIER
    never = of(
        answer("patch deployments", Can.UNKNOWN, known_at=EARLIER), answer("list nodes", Can.UNKNOWN, "")
    )
    assert never.known_at is None


def test_a_step_without_needs_asks_nothing_of_the_cluster() -> None:
    bare = STEP.model_copy(update={"needs": ()})
    assert ability("U0NORA", bare, "prod", "shop", {}).can is Can.YES
