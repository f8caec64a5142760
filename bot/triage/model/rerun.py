"""Rerun: a past diagnosis put to a model once more, under a release of one's choice, from its snapshot alone.

Nothing of today's cluster is read and nothing is said in a thread. It is asked like any other run: behind the stop
switch, within the bounds and the budgets, each attempt a row of the incident and each piece a recording.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.diagnosis.claims import CLAIMS_SCHEMA
from bot.domain.alert import Alert
from bot.domain.errors import PermanentError
from bot.domain.model import Purpose
from bot.domain.release import Release
from bot.domain.runbook import Runbook
from bot.domain.snapshot import Snapshot
from bot.domain.spending import DOLLAR
from bot.domain.stop import Stop, Switch
from bot.triage import thread
from bot.triage.model import loop
from bot.triage.model.allowance import allowance, month_of
from bot.triage.model.conclude import Conclusion, conclude
from bot.triage.model.frozen import Frozen
from bot.triage.model.guarded import Guarded
from bot.triage.model.levers import forbidden, scopes_of
from bot.triage.model.minutes import Minutes, Office
from bot.triage.model.opening import Told, exhibits, first_free, opening
from bot.triage.model.sources import Sources
from bot.triage.model.terms import Ask, Run, outcome_of
from bot.triage.model.toolbox import Tools
from bot.triage.paid import Paid
from bot.triage.policy import Policy
from bot.triage.ports.clock import Clock
from bot.triage.ports.model import Model
from bot.triage.ports.store import PastDiagnosis, Store, Transaction
from bot.triage.remote import Remote, listen


@dataclass(frozen=True, slots=True)
class Shell:
    """The `Office` of a person at a shell: the record and a model, without Slack and clusters."""

    store: Store
    clock: Clock
    model: Model | None
    policy: Policy
    worker: str
    lever: Callable[[], Stop | None]
    remote: Remote = field(default_factory=Remote)
    paid: Paid = field(default_factory=Paid)

    async def switch(self, tx: Transaction) -> Switch:
        """The rows, the levers outside, and the stop file."""
        switch, pulled = self.remote.over(await tx.stops.read()), self.lever()
        return switch if pulled is None else switch.model_copy(update={"stops": (pulled, *switch.stops)})


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is known before it is asked."""

    name: str
    why: str
    micro: int
    snapshot: Snapshot
    alert: Alert | None


async def rerun(
    office: Office, past: PastDiagnosis, release: Release, *, key: bytes, runbooks: Sequence[Runbook] = ()
) -> tuple[Run, Conclusion | None]:
    """Ask about the rules' diagnosis again; how it went, and what stands of the answer.

    Raises:
        PermanentError: its snapshot is not kept any more.
    """
    begun = await _begun(office, past, release)
    if begun.why:
        return Run(ended=None, why=begun.why), None
    minutes = Minutes(office, past.incident.id, None)
    sources = Sources(
        scope=begun.snapshot.scope,
        clock=office.clock,
        key=key,
        cluster=Frozen(begun.snapshot),
        snapshot=begun.snapshot,
        runbooks=runbooks,
    )
    told = Told(incident=past.incident, alert=begun.alert, diagnosis=past.diagnosis, snapshot=begun.snapshot)
    bounds = office.policy.model.bounds
    run = await loop.run(
        Guarded(office, scopes_of(past.incident, release.name), minutes, past.incident),
        Ask(
            release=release,
            purpose=Purpose.RERUN,
            run=begun.name,
            diagnosis=past.id,
            opening=opening(told, key),
            answer=CLAIMS_SCHEMA,
            first=first_free(past.diagnosis),
        ),
        Tools(sources),
        bounds=bounds.model_copy(update={"dollars": min(bounds.dollars, begun.micro / DOLLAR)}),
        price=release.price,
        clock=office.clock,
        note=minutes.note,
        keep=minutes.keep,
    )
    await minutes.settle()
    if run.answer is None:
        return run, None
    evidence = (*exhibits(past.diagnosis, key), *run.evidence)
    return run, conclude(run.answer, evidence, past.diagnosis, outcome_of(run, release))


async def _begun(office: Office, past: PastDiagnosis, release: Release) -> _Begun:
    await listen(office)  # nobody else asks them at a shell
    spent = await office.paid.since(office.store, month_of(office.clock.now()))
    async with office.store.read() as tx:
        snapshot = await tx.diagnoses.snapshot(past.id)
        if snapshot is None:
            raise PermanentError(f"the snapshot of D-{past.id} is not kept any more")
        left = allowance(spent, past.incident, tx.now, office.policy.model.budgets)
        why = forbidden(await office.switch(tx), scopes_of(past.incident, release.name))
        return _Begun(
            name=f"rerun:{past.id}:{tx.now:%Y%m%dT%H%M%S%f}",
            why=why or left.why,
            micro=left.micro,
            snapshot=snapshot,
            alert=thread.first_alert(await tx.ledger.of(past.incident.id)),
        )
