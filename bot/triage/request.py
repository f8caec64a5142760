"""Request: a responder asks in the thread that a step of the runbook be proposed, and is its requester on the record.

It opens what a diagnosis opens by itself, for a step that was chosen by name and whatever the confidence. Every gate is
asked as ever, and whoever asked does not approve. What comes next is `propose`.
"""

import re

from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.runbook import Runbook
from bot.domain.tool import TOOLS
from bot.render.asked import closed_thread
from bot.render.rendered import Rendered
from bot.render.request import no_such_step, only_roles, step_requested
from bot.triage.inbox import Mention
from bot.triage.pick import reaches
from bot.triage.ports.store import PastDiagnosis, Task, Transaction
from bot.triage.world import World

ASKS = re.compile(
    r"^\s*(?:<@[^>]+>[\s,:]*)?(?:please\s+)?propose\b[\s:]*(?:(?:the\s+)?step\s+)?`?([\w-]*)`?\W*$",
    re.IGNORECASE,
)


def step_in(text: str) -> str | None:
    """The step that a mention asks to propose, "" if it names none; None if it asks for something else."""
    found = ASKS.match(text)
    return found[1].casefold() if found else None


async def request_step(
    world: World, tx: Transaction, incident: Incident, mention: Mention, step: str, *, key: str
) -> Rendered:
    """Record and queue it, if it can be asked for; the answer to the asker."""
    if not incident.is_open:
        return closed_thread(incident)
    past = await tx.diagnoses.of(incident.id)
    runbook, known = changes_of(world, past[0]) if past else (None, [])
    if step not in known:
        return no_such_step(step, known, runbook.id if runbook else "")
    row = LedgerEntry(
        incident_id=incident.id,
        at=tx.now,
        act=Act.ASKED,
        actor=mention.user_id,
        source="mention",
        detail={"what": f"propose {step}"},
    )
    await tx.ledger.append(row)
    payload = {"diagnosis": past[0].id, "step": step, "requester": mention.user_id}
    await tx.tasks.add("propose", f"propose:{key}", payload, incident_id=incident.id)
    return step_requested(incident, step)


async def answer_request(world: World, task: Task, incident: Incident, mention: Mention, step: str) -> None:
    """The whole of a request: who may ask is looked up now."""
    person = await world.directory.person(mention.user_id, team_id=mention.team_id)
    async with world.last_step(task) as tx:
        incident = await tx.incidents.get(incident.id)
        said = only_roles()
        if person.holds_any:
            said = await request_step(world, tx, incident, mention, step, key=task.key)
        acts = await tx.ledger.acts(incident.id)
    thread_ts = mention.thread_ts or mention.ts
    await world.messenger.whisper(mention.channel, mention.user_id, said, thread_ts=thread_ts, acts=acts)


def changes_of(world: World, past: PastDiagnosis) -> tuple[Runbook | None, list[str]]:
    """The runbook of what stands first in a diagnosis, and its steps that would change that kind of object."""
    best = past.diagnosis.hypotheses[0] if past.diagnosis.hypotheses else None
    runbook = world.runbook_for(best.cause) if best else None
    if best is None or runbook is None:
        return None, []
    steps = [one for one in runbook.steps if one.tool in TOOLS and reaches(one.tool, best.subject.kind)]
    return runbook, [one.id for one in steps]
