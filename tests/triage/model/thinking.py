"""A night with a model: its script, its releases, and how much is left to the rules (nothing)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.domain.diagnosis import Diagnosis
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Call
from bot.domain.snapshot import LogKey
from bot.triage.policy import ModelPolicy
from bot.triage.ports.store import PastDiagnosis
from tests.cluster_objects import ended, waiting
from tests.cluster_objects import pod as a_pod
from tests.fakes_model import RELEASES, FakeModel, Step
from tests.triage.worlds import Night, night

LINE = "FATAL: cannot reach ledger.shop:5432: connection refused"
LOG = LogKey(namespace="shop", pod="b", container="app", previous=True)
READ_LOG = Call(
    id="call-1",
    name="logs",
    arguments={"pod": "b", "container": "app", "previous": True, "contains": "FATAL", "show": "newest"},
)


@asynccontextmanager
async def thinking(folder: Path, *script: Step, version: str = "0", **changes: Any) -> AsyncIterator[Night]:
    """Pods crash, one of them for want of memory, and the model has a script; `changes` are of the model's policy."""
    told = ModelPolicy(**({"by_rules": 0.0} | changes))
    async with night(folder, model=told, version=version) as made:
        crashing = waiting("CrashLoopBackOff", restarts=3, last=ended(137) | {"reason": "OOMKilled"})
        small = {
            "name": "app",
            "image": "example.test/checkout:1",
            "resources": {"limits": {"memory": "64Mi"}},
        }
        killed = a_pod("b", containers=(crashing,)) | {"spec": {"containers": [small], "nodeName": "n1"}}
        others = [one for one in made.cluster.objects if one["metadata"]["name"] != "b"]
        made.cluster.objects[:] = [*others, killed]
        made.cluster.log_texts[LOG] = f"starting\n{LINE}\n"
        made.world = replace(made.world, model=FakeModel(*script, clock=made.clock), releases=RELEASES)
        yield made


def model_of(made: Night) -> FakeModel:
    """The fake behind the port."""
    assert isinstance(made.world.model, FakeModel)
    return made.world.model


async def diagnosed(made: Night) -> PastDiagnosis:
    """The newest diagnosis of the rules."""
    [incident, *_] = await made.incidents()
    async with made.store.read() as tx:
        return (await tx.diagnoses.of(incident.id))[0]


async def refinements(made: Night) -> list[PastDiagnosis]:
    """What refines it."""
    past = await diagnosed(made)
    async with made.store.read() as tx:
        return list(await tx.diagnoses.refinements(past.id))


async def run_row(made: Night) -> LedgerEntry:
    """The row of the only run."""
    [row] = await made.rows(Act.REFINED)
    return row


async def judge_wrong(made: Night, times: int = 40) -> None:
    """Let people have said of so many earlier runs, which agreed with the rules and were very sure: wrong."""
    async with made.store.begin() as tx:
        for number in range(900, 900 + times):
            told = {"diagnosis": number, "accord": "same cause and subject", "stated": 0.9}
            said = {"diagnosis": number, "verdict": "wrong"}
            for act, actor, detail in ((Act.REFINED, "", told), (Act.RATED, "U1", said)):
                row = LedgerEntry(incident_id="past", at=tx.now, act=act, actor=actor, detail=detail)
                await tx.ledger.append(row)


def claim(cause: str, evidence: str, span: str, *, name: str = "checkout", **changes: Any) -> dict[str, Any]:
    """A model's hypothesis about a Deployment of the shop, with one citation."""
    return {
        "cause": cause,
        "subject": {"kind": "Deployment", "namespace": "shop", "name": name},
        "statement": "The containers are killed at their memory limit.",
        "mechanism": "Memory reaches the limit and the kernel kills the process.",
        "confidence": 0.9,
        "evidence": [{"id": evidence, "span": span}],
        "against": [],
        "refuted_by": "memory far below the limit",
        "next_check": "kubectl -n shop top pods",
    } | changes


def verdict(*claims: dict[str, Any], of: str = "fault") -> dict[str, Any]:
    """A model's answer."""
    return {"verdict": of, "hypotheses": list(claims), "not_read": []}


def quote(diagnosis: Diagnosis) -> tuple[str, str]:
    """The id and the whole quote of the first evidence of a diagnosis."""
    first = diagnosis.evidence[0]
    return first.id, first.quote
