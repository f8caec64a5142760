from datetime import UTC, date, datetime

from bot.domain.preflight import Answer, Can, Question
from bot.domain.runbook import Runbook, Step
from bot.reports.preflight import StepRow, rows

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
PLACES = [("prod", name) for name in ("a", "b", "c", "d", "e")]
BOOK = Runbook(
    id="bad-rollout",
    version=1,
    title="Trouble began with a rollout",
    owner="@responders",
    reviewed=date(2026, 11, 20),
    causes=("bad-rollout",),
    steps=(Step(id="undo", title="Undo", tool="undo", tier=1, needs=("patch deployments",)),),
    escalation="@commanders",
)


def row(**answers: Can) -> StepRow:
    """The only row, with these answers by namespace and yes elsewhere."""
    found = {}
    for cluster, namespace in PLACES:
        asked = Question(who="U0NORA", cluster=cluster, namespace=namespace, need="patch deployments")
        can = answers.get(namespace, Can.YES)
        found[asked] = Answer(question=asked, can=can, why="no answer" if can is Can.UNKNOWN else "", at=NOW)
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


def test_many_places_are_counted() -> None:
    assert (
        row(**dict.fromkeys("abcd", Can.NO)).why == "patch deployments in prod/a, prod/b, prod/c and 1 more"
    )
    assert row(**dict.fromkeys("abcde", Can.NO)).why == "patch deployments, in all 5 places"


def test_without_a_place_nothing_is_known() -> None:
    (found,) = rows("U0NORA", [], [BOOK], {})
    assert found.can is Can.UNKNOWN
    assert "no service is configured" in found.why
