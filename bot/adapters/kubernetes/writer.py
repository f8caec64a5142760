"""The `Remediator` port over the Kubernetes API, as the actor: the dry run, and the one real write.

Only `bot.app` may import this file. A write carries the uid and the resourceVersion of what the gates saw, so
it changes that very object in that very state or nothing, and the proposal's mark, so it can be found again.
"""

import asyncio
import json
from http import HTTPStatus
from typing import Any

from kubernetes.aio.client import ApiClient

from bot.adapters.kubernetes.attempt import Attempt, judge
from bot.adapters.kubernetes.call import read_capped, request
from bot.adapters.kubernetes.connect import close
from bot.adapters.kubernetes.difference import difference
from bot.adapters.kubernetes.errors import FAILURES, from_exception, from_status
from bot.adapters.kubernetes.kinds import WORKLOADS, path_of
from bot.domain.errors import OutsideError, PermanentError
from bot.domain.mitigation import Mitigation, Scale, Undo
from bot.domain.proposal import LiveTarget, Proposal, Rehearsal
from bot.domain.target import Subject
from bot.facts.change import owned_by, patch_for
from bot.facts.live import touched_by
from bot.gates.clearance import Clearance
from bot.redaction import redact
from bot.triage.ports.clock import Clock
from bot.triage.ports.cluster import Answer, Cluster
from bot.triage.target_now import selector_text

PROPOSAL = "lookout.dev/proposal"
MANAGER = "lookout/"
REHEARSAL = f"{MANAGER}rehearsal"
LONGEST_MANAGER = 128
LARGEST = 4_000_000
MERGE = "application/strategic-merge-patch+json"


class Writer:
    """Writes to one cluster.

    `client` is the actor's identity. `cluster` reads the ReplicaSets, under the reader's identity, so the
    actor needs no right to list. `turn` is one lock for all writers of the process. `timeout` bounds a whole
    attempt, in seconds: it is how long a change may still begin after the last look at the kill switch. `key`
    is the redaction key.
    """

    def __init__(
        self,
        client: ApiClient,
        cluster: Cluster,
        *,
        clock: Clock,
        key: bytes,
        turn: asyncio.Lock,
        timeout: float = 3.0,
    ) -> None:
        self._client = client
        self._cluster = cluster
        self._clock = clock
        self._key = key
        self._turn = turn
        self._timeout = timeout

    async def close(self) -> None:
        """End the connections."""
        await close(self._client)

    async def rehearse(self, mitigation: Mitigation) -> Rehearsal:
        """The server's dry run, as a diff; a refusal, or an empty diff, is an answer and no error."""
        what = f"the dry run of {mitigation.action} on {mitigation.subject}"
        try:
            before, after = await self._dry_run(mitigation, what)
        except (OutsideError, *FAILURES) as problem:
            return Rehearsal(ok=False, diff="", reason=self._clean(str(from_exception(problem, what))))
        diff = difference(before, after, name=str(mitigation.subject), key=self._key)
        return Rehearsal(ok=bool(diff), diff=diff, reason="" if diff else f"{what}: nothing would change")

    async def apply(self, clearance: Clearance) -> Answer:
        """Send the cleared change once; every end of it is an outcome, and the cluster makes none raise."""
        proposal, live = clearance.proposal, clearance.live
        attempt, problem = Attempt(), None
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(self._timeout), self._turn:
                patch = await self._cleared(proposal, live)
                path = _path(proposal.mitigation.subject, *_subresource(proposal.mitigation))
                attempt.sending = True
                await self._send(path, patch, manager_of(proposal), attempt)
        except (OutsideError, *FAILURES) as caught:
            problem = caught
        outcome, text = judge(attempt, problem)
        return Answer(
            outcome=outcome,
            request=described(proposal.mitigation, live),
            text=self._clean(text),
            seconds=round(loop.time() - begun, 3),
        )

    async def reconcile(self, proposal: Proposal) -> bool | None:
        """Whether the object bears the proposal's mark; None if that cannot be told.

        It cannot of an object that is gone, replaced, unreadable, or written by another proposal since.
        """
        try:
            async with asyncio.timeout(self._timeout):
                metadata = (await self._object(proposal.mitigation.subject)).get("metadata", {})
        except (OutsideError, *FAILURES):
            return None
        if metadata.get("uid") != proposal.live.uid:
            return None
        mark = (metadata.get("annotations") or {}).get(PROPOSAL, "")
        managers = {str(field.get("manager")) for field in metadata.get("managedFields") or ()}
        if mark == proposal.id or manager_of(proposal) in managers:
            return True
        # Another proposal's mark may stand in this one's place, and no list of managers at all tells nothing.
        hidden = mark or not managers or any(name.startswith(MANAGER) for name in managers)
        unmoved = metadata.get("generation") == proposal.live.generation
        return None if hidden and not unmoved else False

    async def _dry_run(self, mitigation: Mitigation, what: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The object as it is and as the server says it would be; of a scale, the numbers of replicas."""
        attempt = Attempt()
        async with asyncio.timeout(self._timeout):
            before = await self._object(mitigation.subject)
            if before.get("spec", {}).get("paused") and not isinstance(mitigation, Scale):
                raise PermanentError(
                    f"{mitigation.subject} is paused: a change would wait until it is resumed"
                )
            patch, _ = await self._patch(mitigation, before)
            patch["metadata"] = {"uid": before.get("metadata", {}).get("uid", "")}
            path = _path(mitigation.subject, *_subresource(mitigation))
            await self._send(path, patch, REHEARSAL, attempt, dry_run="All")
        if attempt.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise from_status(attempt.status, attempt.body, what)
        after = json.loads(attempt.body)
        if isinstance(mitigation, Scale):
            return _replicas(before), _replicas(after)
        return before, after

    async def _cleared(self, proposal: Proposal, live: LiveTarget) -> dict[str, Any]:
        """The patch with its preconditions and its mark.

        An undo depends on a second object, the ReplicaSet that kept the template, which no resourceVersion of
        the Deployment guards: both are read once more and compared with what was decided on.
        """
        mitigation = proposal.mitigation
        current = await self._object(mitigation.subject) if isinstance(mitigation, Undo) else {}
        patch, touched = await self._patch(mitigation, current)
        if isinstance(mitigation, Undo) and touched != live.touched:
            raise PermanentError(f"target changed: {mitigation.subject} is not what was decided on")
        patch["metadata"] = {"uid": live.uid, "resourceVersion": live.resource_version}
        if not isinstance(mitigation, Scale):  # the scale subresource keeps no annotations
            patch["metadata"]["annotations"] = {PROPOSAL: proposal.id}
        return patch

    async def _patch(self, mitigation: Mitigation, current: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """The bare patch and, for an undo, the hash of what it touches now."""
        now_text = self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        if not isinstance(mitigation, Undo):
            return patch_for(mitigation, replicasets=(), now_text=now_text), ""
        labels = selector_text(current.get("spec", {}).get("selector") or {})
        kept = await self._cluster.list("replicasets", mitigation.subject.namespace, labels=labels)
        own = owned_by(current, kept.items)
        touched = touched_by(mitigation, workload=current, replicasets=own)
        return patch_for(mitigation, replicasets=own, now_text=now_text), touched

    async def _object(self, subject: Subject) -> dict[str, Any]:
        what = f"reading {subject} as the actor"
        async with request(self._client, "GET", _path(subject)) as response:
            body = await read_capped(response, LARGEST, what)
        if response.status != HTTPStatus.OK:
            raise from_status(response.status, body, what, response.headers)
        found: dict[str, Any] = json.loads(body)
        return found

    async def _send(
        self, path: str, patch: dict[str, Any], manager: str, attempt: Attempt, dry_run: str = ""
    ) -> None:
        """The only PATCH of Lookout; the status is noted first, since it alone tells the outcome."""
        query = {"fieldManager": manager, "fieldValidation": "Strict", "dryRun": dry_run}
        async with request(
            self._client, "PATCH", path, query=query, body=patch, content_type=MERGE
        ) as response:
            attempt.status = response.status
            attempt.body = await read_capped(response, LARGEST, "the answer to the change")

    def _clean(self, text: str) -> str:
        return redact(text, self._key)


def manager_of(proposal: Proposal) -> str:
    """The field manager under which the proposal's write is recorded in the object."""
    return f"{MANAGER}{proposal.id}"[:LONGEST_MANAGER]


def described(mitigation: Mitigation, live: LiveTarget) -> str:
    """The request in one line, as the ledger and the thread show it."""
    subject = mitigation.subject
    plural = WORKLOADS.get(subject.kind, subject.kind.lower())
    what = "/".join((plural, subject.name, *_subresource(mitigation)))
    return f"PATCH {what} in {subject.namespace} (uid {live.uid}, resourceVersion {live.resource_version})"


def _subresource(mitigation: Mitigation) -> tuple[str, ...]:
    return ("scale",) if isinstance(mitigation, Scale) else ()


def _path(subject: Subject, *parts: str) -> str:
    plural = WORKLOADS.get(subject.kind)
    if plural is None:
        raise PermanentError(f"{subject} is of a kind that Lookout changes nothing about")
    return path_of(plural, subject.namespace, subject.name, *parts)


def _replicas(raw: dict[str, Any]) -> dict[str, Any]:
    return {"spec": {"replicas": (raw.get("spec") or {}).get("replicas", 0)}}
