from datetime import UTC, date, datetime

import pytest

from bot.domain.preflight import Answer, Can, Question
from bot.domain.runbook import Runbook, Step
from bot.reports.preflight import StepRow, rows

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
PLACES = [("prod", name) for name in ("a", "b", "c", "d", "e")]
NEEDS = ("get deployments", "patch deployments")
BOOK = Runbook(
    id="bad-rollout",
    version=1,
    title="Trouble began with a rollout",
    owner="@responders",
    reviewed=date(2026, 11, 20),
    causes=("bad-rollout",),
    steps=(Step(id="undo", title="Undo", tool="undo", tier=1, needs=NEEDS),),
    escalation="@commanders",
)


def row(**answers: Can) -> StepRow:
    """The only row, with these answers to the patch by namespace, and yes to all else."""
    found = {}
    for cluster, namespace in PLACES:
        for need in NEEDS:
            asked = Question(who="U0NORA", cluster=cluster, namespace=namespace, need=need)
            can = answers.get(namespace, Can.YES) if need == NEEDS[1] else Can.YES
            why = "no answer" if can is Can.UNKNOWN else ""
            found[asked] = Answer(question=asked, can=can, why=why, at=NOW)
    (only,) = rows("U0NORA", PLACES, [BOOK], found)
    return only


def test_a_step_is_yes_only_if_it_is_everywhere() -> None:
    assert row() == StepRow(who="U0NORA", runbook="bad-rollout", step="undo", can=Can.YES)


def test_a_refusal_anywhere_is_a_no_with_what_lacks_and_where() -> None:
    found = row(a=Can.UNKNOWN, b=Can.NO)
    assert (found.can, found.why) == (Can.NO, "patch deployments in prod/b")


def test_unknown_anywhere_is_unknown_with_the_reason() -> None:
    found = row(b=Can.UNKNOWN, c=Can.UNKNOWN)
    assert (found.can, found.why) == (Can.UNKNOWN, "no answer in prod/b, prod/c")


@pytest.mark.parametrize(
    ("stateful", "said"),
    [
        (Can.YES, ""),
        (Can.NO, "not for a StatefulSet: patch statefulsets/scale, in all 5 places"),
        (Can.UNKNOWN, "unknown for a StatefulSet: no answer, in all 5 places"),
    ],
)
def test_a_yes_says_for_which_other_kind_it_is_none(stateful: Can, said: str) -> None:
    rights = {
        "get deployments": Can.YES,
        "patch deployments/scale": Can.YES,
        "get statefulsets": Can.YES,
        "patch statefulsets/scale": stateful,
    }
    scale = Step(id="more", title="More", tool="scale", tier=1, needs=tuple(rights)[:2])
    found = {}
    for cluster, namespace in PLACES:
        for need, can in rights.items():
            asked = Question(who="U0NORA", cluster=cluster, namespace=namespace, need=need)
            found[asked] = Answer(question=asked, can=can, why="no answer", at=NOW)
    (only,) = rows("U0NORA", PLACES, [BOOK.model_copy(update={"steps": (scale,)})], found)
    assert (only.can, only.why) == (Can.YES, said)


def test_many_places_are_counted() -> None:
    assert (
        row(**dict.fromkeys("abcd", Can.NO)).why == "patch deployments in prod/a, prod/b, prod/c and 1 more"
    )
    assert row(**dict.fromkeys("abcde", Can.NO)).why == "patch deployments, in all 5 places"


def test_without_a_place_nothing_is_known() -> None:
    (found,) = rows("U0NORA", [], [BOOK], {})
    assert found.can is Can.UNKNOWN
    assert "no service is configured" in found.why
