"""Plays one scenario as people would: the alert, the owner's button, the commander's, the owner's confirmation.

Everything goes through Slack's buttons and modals; the judgement at the end is of what the thread, the record and the
cluster say.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.cli.bad_day import judge_model
from bot.cli.stage import Stage
from bot.domain.diagnosis import Diagnosis
from bot.domain.ledger import Act
from bot.domain.proposal import Proposal, ProposalState, Verification
from bot.render.actions import ActionId, Field
from bot.reports.plain import as_text
from bot.sandbox.scenario import Scenario, together
from bot.triage.evidence import LATE, NO_ANSWER
from bot.voice.payload import screen

NORA, IVY = "U0NORA", "U0IVY"
NAMES = {NORA: "Nora", IVY: "Ivy", "U0EMIL": "Emil", "U0IDRIS": "Idris", "S0RESPOND": "responders"}
PATIENCE = 40.0
"""Wall-clock seconds for one step of the play."""
POLL = 0.05
TRIES = 6
TIME_TO_PROPOSE = 15.0
"""Sandbox seconds after which nothing more is proposed of a diagnosis."""


class EndedOtherwiseError(Exception):
    """The gate or the cluster came to another end: in a hurry time may have run out, for people or for reads."""


@dataclass
class Outcome:
    """The thread as text, and what did not end as the scenario says it should."""

    thread: str
    problems: list[str] = field(default_factory=list)
    late: bool = False
    """Whether something was only waited for in vain: nothing was said or changed that should not be."""


async def play(stage: Stage, name: str, decision: str) -> Outcome:
    """Play to the end. `decision` is "approve", "deny" or "watch".

    Of two incidents at once people decide one after the other; both are read and spoken of at the same time.
    """
    scenarios = together(name)
    await stage.fire(name)
    waited: list[str] = []
    problems: list[str] = []
    for scenario in scenarios:
        try:
            problems += await _play_one(stage, scenario, decision)
        except (TimeoutError, EndedOtherwiseError) as late:
            waited.append(str(late) or "something did not come in time")
    wanted = sum(one.expect.proposal != "none" for one in scenarios) if decision == "approve" else 0
    if len(stage.cluster.writes) > wanted or (len(stage.cluster.writes) < wanted and not waited):
        problems.append(f"the cluster saw {len(stage.cluster.writes)} changes, not {wanted}")
    problems += await _withheld(stage) + await _judge_words(stage)
    threads = {one.name: _thread(stage, one) for one in scenarios}
    problems += _judge_apart(scenarios, threads)
    return Outcome("\n\n".join(threads.values()), problems + waited, late=bool(waited) and not problems)


async def _play_one(stage: Stage, scenario: Scenario, decision: str) -> list[str]:
    channel, ts = stage.fired[scenario.name]
    await _until(stage, lambda: _diagnosed(stage, channel, ts), "a diagnosis in the thread")
    diagnosis = await _diagnosis(stage, channel, ts)
    problems = _judge_diagnosis(scenario, diagnosis)
    if problems and (slow := sum(gap.reason in (LATE, NO_ANSWER) for gap in diagnosis.gaps)):
        raise EndedOtherwiseError(f"{'; '.join(problems)}; {slow} reads came too late")
    if scenario.expect.proposal != "none":
        problems += await _decide(stage, scenario, channel, ts, decision)
    elif await _settled(stage, channel, ts):
        problems.append("something was proposed although nothing should be")
    if stage.way.model:
        problems += await judge_model(stage, channel, ts, stage.day_of(scenario))
    return problems


async def _decide(stage: Stage, scenario: Scenario, channel: str, ts: str, decision: str) -> list[str]:
    card = await _until(
        stage, lambda: _with_button(stage, channel, ts, ActionId.APPROVE), "a proposal with buttons"
    )
    if decision == "watch":
        return []
    if decision == "deny":
        await _open(stage, IVY, channel, card, ActionId.DENY)
        await _submit(stage, IVY, {Field.REASON: "both revisions are compared first"})
        proposal = await _ended(stage, channel, ts)
        if proposal.state is not ProposalState.REJECTED:
            raise EndedOtherwiseError(f"the proposal ended as {proposal.state}")
        return []
    status = await _until(
        stage, lambda: _with_button(stage, channel, ts, ActionId.TAKE), "the button to own it"
    )
    await _open(stage, NORA, channel, status, ActionId.TAKE)
    await _submit(stage, NORA, {})
    await _until(
        stage, lambda: _with_button(stage, channel, ts, ActionId.RELEASE), "an owner in the status message"
    )
    await stage.workspace.press(IVY, channel, card, ActionId.APPROVE)
    await _open(stage, NORA, channel, card, ActionId.CONFIRM)
    await _submit(stage, NORA, {Field.REASON: "the symptom began with this revision"})
    proposal = await _ended(stage, channel, ts)
    if proposal.state is not ProposalState.DONE:
        raise EndedOtherwiseError(f"the proposal ended as {proposal.state}: {proposal.ended_why}")
    verified = await _verified(stage, channel, ts)
    if verified.ok == scenario.expect.recovers:
        return []
    raise EndedOtherwiseError(f"after the change: {verified.seen}")


async def _open(stage: Stage, user: str, channel: str, ts: str, action_id: str) -> None:
    """Press a button that opens a dialog; again, as a person would, when the app was too slow to open it."""
    for _ in range(TRIES):
        await stage.workspace.press(user, channel, ts, action_id)
        with suppress(TimeoutError):
            await stage.workspace.wait_for(lambda: stage.workspace.view_of(user), PATIENCE / TRIES)
            return
    raise TimeoutError(f"no dialog opened after {TRIES} presses of {action_id}")


async def _submit(stage: Stage, user: str, values: dict[str, str]) -> None:
    """Fill in and send; again, as a person would, when the app was too slow for Slack's three seconds."""
    await _until(stage, lambda: stage.workspace.view_of(user), "a dialog")
    why = ""
    for _ in range(TRIES):
        sent = await stage.workspace.submit(user, dict(values))
        if sent.ok:
            return
        why = str(sent.errors or sent.why)
    raise TimeoutError(f"the dialog was not taken: {why}")


async def _until(stage: Stage, question: Callable[[], Any], what: str) -> Any:
    try:
        return await stage.workspace.wait_for(question, PATIENCE)
    except TimeoutError:
        raise TimeoutError(f"{what} did not come within {PATIENCE:.0f} s") from None


def _diagnosed(stage: Stage, channel: str, ts: str) -> bool:
    return bool(_with_button(stage, channel, ts, ActionId.RIGHT))


def _with_button(stage: Stage, channel: str, ts: str, action_id: str) -> str:
    """The `ts` of the message in the thread that has this button."""
    for message in stage.workspace.thread(channel, ts):
        for block in message.get("blocks") or ():
            if any(element.get("action_id") == action_id for element in block.get("elements") or ()):
                return str(message["ts"])
    return ""


async def _diagnosis(stage: Stage, channel: str, ts: str) -> Diagnosis:
    async with stage.running.store.read() as tx:
        incident = await tx.incidents.at_message(channel, ts)
        return (await tx.diagnoses.of(incident.id if incident else ""))[0].diagnosis


async def _proposals(stage: Stage, channel: str, ts: str) -> list[Proposal]:
    async with stage.running.store.read() as tx:
        incident = await tx.incidents.at_message(channel, ts)
        return list(await tx.proposals.of(incident.id if incident else ""))


async def _verified(stage: Stage, channel: str, ts: str) -> Verification:
    """What the record says of the check after the change, when the thread has it too."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with stage.running.store.read() as tx:
                incident = await tx.incidents.at_message(channel, ts)
                rows = await tx.ledger.of(incident.id if incident else "")
                waiting = await tx.outbox.waiting()
            found = next((row for row in rows if row.act is Act.VERIFIED), None)
            if found is not None and not waiting:
                fields = {name: found.detail[name] for name in Verification.model_fields}
                return Verification.model_validate(fields)
            await asyncio.sleep(POLL)


async def _settled(stage: Stage, channel: str, ts: str) -> list[Proposal]:
    """What was proposed, when a proposal has had the time to come."""
    await stage.clock.sleep(TIME_TO_PROPOSE)
    return await _proposals(stage, channel, ts)


async def _ended(stage: Stage, channel: str, ts: str) -> Proposal:
    """The proposal when the thread shows that it has ended: its card has no buttons any more."""
    buttons = (ActionId.APPROVE, ActionId.CONFIRM, ActionId.DENY, ActionId.REFUSE)
    gone = lambda: not any(_with_button(stage, channel, ts, one) for one in buttons)  # noqa: E731 - one line says it
    await _until(stage, gone, "the end of the proposal")
    return (await _proposals(stage, channel, ts))[0]


def _judge_diagnosis(scenario: Scenario, diagnosis: Diagnosis) -> list[str]:
    wanted, problems = scenario.expect, []
    if diagnosis.verdict != wanted.verdict:
        problems.append(f"the verdict is {diagnosis.verdict}, not {wanted.verdict}")
    best = diagnosis.hypotheses[0] if diagnosis.hypotheses else None
    if wanted.causes and (best is None or best.cause not in wanted.causes):
        problems.append(f"rank 1 is {best.cause if best else 'nothing'}, not {' or '.join(wanted.causes)}")
    if wanted.subject and best and best.subject != wanted.subject:
        problems.append(f"rank 1 is about {best.subject}, not {wanted.subject}")
    return problems


async def _withheld(stage: Stage) -> list[str]:
    """What the language guard kept back: of Lookout's own sentences it should have nothing to keep."""
    async with stage.running.store.read() as tx:
        rows = [row for row in await tx.ledger.of("") if row.act is Act.WITHHELD]
    return [f"the language guard withheld {row.detail['rules']} in {row.detail['method']}" for row in rows]


async def _judge_words(stage: Stage) -> list[str]:
    """Every body that reached Slack is judged once more, by what humans really did; and there are no reactions.

    That something was said at all the play has seen: it waited for a diagnosis in the thread.
    """
    async with stage.running.store.read() as tx:
        acts = [act for one in await tx.incidents.open() for act in await tx.ledger.acts(one.id)]
    sent = [one for one in stage.workspace.traffic.passages if one.direction == "from_app"]
    problems = [f"Lookout called {one.name}" for one in sent if one.name.startswith("reactions.")]
    for one in sent:
        judged = screen(one.name, one.body, acts)
        if judged.refused or judged.withheld:
            problems.append(f"{one.name} said what it may not: {one.body}")
    return problems


def _judge_apart(scenarios: Sequence[Scenario], threads: dict[str, str]) -> list[str]:
    """Of two incidents at once, neither thread speaks of the other's place."""
    return [
        f"the thread of {one.name} speaks of {other.namespace}/{other.service}"
        for one in scenarios
        for other in scenarios
        if other is not one and re.search(rf"\b{other.namespace}/|\b{other.service}\b", threads[one.name])
    ]


def _thread(stage: Stage, scenario: Scenario) -> str:
    return "\n\n".join(_lines(message) for message in stage.workspace.thread(*stage.fired[scenario.name]))


def _lines(message: dict[str, Any]) -> str:
    who = message.get("username") or NAMES.get(message.get("user", ""), message.get("user", "Lookout"))
    text = as_text(message, names=NAMES)
    return f"{who}:\n" + "\n".join(f"  {line}" for line in text.splitlines())
