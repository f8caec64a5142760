"""Every log line about an incident carries its id: in the worker, in the deliverer, and no longer than it is so."""

import pytest
import structlog
from structlog.typing import EventDict

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.render.actions import ActionId
from bot.triage.about import about, is_about
from bot.triage.ports.store import Task
from bot.triage.story import CHAPTERS
from bot.triage.world import World
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import Night


class Lines:
    """What is logged from now on, with what is bound to the flow of work."""

    def __init__(self) -> None:
        self.lines: list[EventDict] = []
        structlog.configure(processors=[structlog.contextvars.merge_contextvars, self._keep])

    def _keep(self, _logger: object, _name: str, event: EventDict) -> EventDict:
        self.lines.append(dict(event))
        raise structlog.DropEvent

    def of(self, words: str) -> list[EventDict]:
        """The lines that say this."""
        found = [one for one in self.lines if words in str(one["event"])]
        assert found, f"no line says {words!r}: {self.lines}"
        return found


@pytest.fixture
def lines() -> Lines:
    return Lines()


def failing(monkeypatch: pytest.MonkeyPatch, kind: str, problem: Exception) -> None:
    """Let the chapter of that kind fail."""

    async def fail(_world: World, _task: Task) -> None:
        raise problem

    monkeypatch.setattr("bot.triage.work.CHAPTERS", {**CHAPTERS, kind: fail})


@pytest.mark.parametrize("problem", [TransientError("away"), PermanentError("gone"), ValueError("odd")])
async def test_a_task_that_names_its_incident_logs_with_its_id(
    night: Night, lines: Lines, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    failing(monkeypatch, "triage", problem)
    await night.alert()
    await night.work()
    incident = await night.incident()
    said = lines.of("task given up" if isinstance(problem, PermanentError) else "task postponed")
    assert {one["incident"] for one in said} == {incident.id}


async def test_a_task_of_a_proposal_logs_with_the_id_of_its_incident(
    proposed: Night, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, "execute", ValueError("odd"))
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.click(NORA, ActionId.CONFIRM, reason="it began with this revision")
    incident = await proposed.incident()
    for words in ("a chapter failed", "task postponed"):
        assert {one["incident"] for one in lines.of(words)} == {incident.id}


async def test_an_alert_logs_with_the_id_of_the_incident_that_it_opens_or_joins(
    fired: Night, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = await fired.incident()
    failing(monkeypatch, "alert", ValueError("odd"))
    await fired.alert(edited=True, event_id="again")
    await fired.work()
    assert {one["incident"] for one in lines.of("a chapter failed")} == {incident.id}


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (TransientError("away"), "a message is deferred"),
        (RefusedError("not in channel"), "Slack refuses; messages wait"),
        (PermanentError("is archived"), "Slack refuses this for good"),
    ],
)
async def test_a_letter_that_is_not_taken_logs_with_the_id_of_its_incident(
    fired: Night, lines: Lines, problem: OutsideError, words: str
) -> None:
    incident = await fired.incident()
    fired.slack.down = problem
    async with fired.store.begin() as tx:
        letter = await tx.outbox.posted(f"status:{incident.id}")
        assert letter is not None
        content = letter.content.model_copy(update={"text": "Nobody owns it."})
        await tx.outbox.put("prose", content, incident_id=incident.id, channel="C0ROOM")
    await fired.deliver()
    assert {one["incident"] for one in lines.of(words)} == {incident.id}


async def test_what_comes_after_an_incident_is_not_about_it(fired: Night, lines: Lines) -> None:
    incident = await fired.incident()
    fired.slack.down = TransientError("away")
    async with fired.store.begin() as tx:
        letter = await tx.outbox.posted(f"status:{incident.id}")
        assert letter is not None
        await tx.outbox.put("drift:1", letter.content, incident_id="", channel="U0EMIL")
        await tx.tasks.add("heads", "heads:1")
    await fired.settle()
    assert "incident" not in lines.of("a message is deferred")[0]
    assert "incident" not in lines.of("ledger heads")[0]


def test_an_id_is_bound_within_the_block_alone() -> None:
    def bound() -> object:
        return structlog.contextvars.get_contextvars().get("incident")

    with about(""):
        assert bound() is None
        is_about("i-2")
        assert bound() == "i-2"
    assert bound() is None
    with pytest.raises(ValueError, match="odd"), about("i-3"):
        raise ValueError("odd")
    assert bound() is None
