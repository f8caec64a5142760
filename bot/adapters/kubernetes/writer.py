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
from bot.adapters.kubernetes.errors import FAILURES, from_exception, from_status
from bot.adapters.kubernetes.orders import (
    PROPOSAL,
    Order,
    described,
    order,
    place,
    preconditions,
    require_kind,
)
from bot.adapters.kubernetes.rehearsed import fault, shown
from bot.domain.cluster_user import ClusterUser
from bot.domain.errors import OutsideError, PermanentError
from bot.domain.mitigation import DeletePod, EvictPod, Mitigation, RecreateJob, Undo
from bot.domain.proposal import LiveTarget, Proposal, Rehearsal
from bot.domain.target import Subject
from bot.facts.change import owned_by, patch_for
from bot.facts.touched import is_leaving, touched_by
from bot.gates.clearance import Clearance
from bot.redaction import redact
from bot.triage.ports.clock import Clock
from bot.triage.ports.cluster import Answer, Cluster
from bot.triage.target_now import selector_text

MANAGER = "lookout/"
REHEARSAL = f"{MANAGER}rehearsal"
LONGEST_MANAGER = 128
LARGEST = 4_000_000
NO_PATCH = (DeletePod, EvictPod, RecreateJob)


class Writer:
    """Writes to one cluster.

    `client` is the actor's identity; where a person is to be named, it puts that person on by impersonation. `cluster`
    reads the ReplicaSets, under the reader's identity, so the actor needs no right to list. `turn` is one lock for all
    writers of the process. `timeout` bounds a whole attempt, in seconds: it is how long a change may still begin after
    the last look at the kill switch. `key` is the redaction key.
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

    async def rehearse(self, mitigation: Mitigation, acting_as: ClusterUser | None = None) -> Rehearsal:
        """The server's dry run, as a diff or a sentence; a refusal, or an empty diff, is an answer and no error."""
        what = f"the dry run of {mitigation.action} on {mitigation.subject}"
        try:
            before, after = await self._dry_run(mitigation, what, acting_as)
        except (OutsideError, *FAILURES) as problem:
            return Rehearsal(ok=False, diff="", reason=self._clean(str(from_exception(problem, what))))
        diff = shown(mitigation, before, after, key=self._key)
        return Rehearsal(ok=bool(diff), diff=diff, reason="" if diff else f"{what}: nothing would change")

    async def apply(self, clearance: Clearance) -> Answer:
        """Send the cleared change once; every end of it is an outcome, and the cluster makes none raise."""
        proposal, live, acting_as = clearance.proposal, clearance.live, clearance.acting_as
        attempt, problem = Attempt(), None
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(self._timeout), self._turn:
                wanted = await self._cleared(proposal, live, acting_as)
                attempt.sending = True
                await self._send(wanted, manager_of(proposal), attempt, acting_as)
        except (OutsideError, *FAILURES) as caught:
            problem = caught
        outcome, text = judge(attempt, problem)
        return Answer(
            outcome=outcome,
            request=described(proposal.mitigation, live) + (f" as {acting_as.user}" if acting_as else ""),
            text=self._clean(text),
            seconds=round(loop.time() - begun, 3),
        )

    async def reconcile(self, proposal: Proposal) -> bool | None:
        """Whether the change is in, by the object's mark, or by the pod's uid being gone; None if that cannot be told.

        It cannot of an object that is gone, replaced, unreadable, or written by another proposal since.
        """
        mitigation = proposal.mitigation
        subject = mitigation.made if isinstance(mitigation, RecreateJob) else mitigation.subject
        try:
            async with asyncio.timeout(self._timeout):
                found = await self._find(subject)
        except (OutsideError, *FAILURES):
            return None
        match mitigation:
            case DeletePod() | EvictPod():
                return found is None or _uid(found) != proposal.live.uid or is_leaving(found)
            case RecreateJob():
                return found is not None and _mark(found) == proposal.id
            case _:
                return _bears_mark(proposal, found) if found else None

    async def _dry_run(
        self, mitigation: Mitigation, what: str, acting_as: ClusterUser | None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The object as it is, and what the server answers to the change."""
        require_kind(mitigation)
        attempt = Attempt()
        async with asyncio.timeout(self._timeout):
            before = await self._object(mitigation.subject, acting_as)
            if why := fault(mitigation, before):
                raise PermanentError(why)
            patch, _ = await self._patch(mitigation, before)
            wanted = order(mitigation, current=before, patch=patch, meets={"uid": _uid(before)}, dry=True)
            await self._send(wanted, REHEARSAL, attempt, acting_as, dry_run="All")
        if attempt.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise from_status(attempt.status, attempt.body, what)
        return before, json.loads(attempt.body)

    async def _cleared(self, proposal: Proposal, live: LiveTarget, acting_as: ClusterUser | None) -> Order:
        """The request with its preconditions and its mark.

        An undo depends on a second object, the ReplicaSet that kept the template, which no resourceVersion of the
        Deployment guards, and the creation of a Job has no precondition on the failed one: these are read once more and
        compared with what was decided on.
        """
        mitigation, current = proposal.mitigation, dict[str, Any]()
        if isinstance(mitigation, Undo | RecreateJob):
            current = await self._object(mitigation.subject, acting_as)
        patch, touched = await self._patch(mitigation, current)
        if current and (touched, _uid(current)) != (live.touched, live.uid):
            raise PermanentError(f"target changed: {mitigation.subject} is not what was decided on")
        return order(mitigation, current=current, patch=patch, meets=preconditions(live), mark=proposal.id)

    async def _patch(self, mitigation: Mitigation, current: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """The bare patch, {} for an action that is none, and the hash of what it touches of `current`."""
        now_text = self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        if isinstance(mitigation, NO_PATCH):
            return {}, touched_by(mitigation, target=current)
        if not isinstance(mitigation, Undo):
            return patch_for(mitigation, replicasets=(), now_text=now_text), ""
        labels = selector_text(current.get("spec", {}).get("selector") or {})
        kept = await self._cluster.list("replicasets", mitigation.subject.namespace, labels=labels)
        own = owned_by(current, kept.items)
        touched = touched_by(mitigation, target=current, replicasets=own)
        return patch_for(mitigation, replicasets=own, now_text=now_text), touched

    async def _object(self, subject: Subject, acting_as: ClusterUser | None) -> dict[str, Any]:
        what = f"reading {subject} as the {'approver' if acting_as else 'actor'}"
        status, body = await self._get(subject, what, acting_as)
        if status != HTTPStatus.OK:
            raise from_status(status, body, what)
        found: dict[str, Any] = json.loads(body)
        return found

    async def _find(self, subject: Subject) -> dict[str, Any] | None:
        """The object, None if it is not there; read as the actor, whoever sent the change."""
        what = f"reading {subject} as the actor"
        status, body = await self._get(subject, what, None)
        if status not in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            raise from_status(status, body, what)
        return json.loads(body) if status == HTTPStatus.OK else None

    async def _get(self, subject: Subject, what: str, acting_as: ClusterUser | None) -> tuple[int, bytes]:
        async with request(self._client, "GET", place(subject), acting_as=acting_as) as response:
            return response.status, await read_capped(response, LARGEST, what)

    async def _send(
        self, wanted: Order, manager: str, attempt: Attempt, acting_as: ClusterUser | None, dry_run: str = ""
    ) -> None:
        """The only write of Lookout; the status is noted first, since it alone tells the outcome."""
        query = {"fieldManager": manager, "fieldValidation": "Strict", "dryRun": dry_run}
        if wanted.method == "DELETE":  # it knows neither, and its body has the rest
            query = {"dryRun": dry_run}
        async with request(
            self._client,
            wanted.method,
            wanted.path,
            query=query,
            body=wanted.body,
            content_type=wanted.content_type,
            acting_as=acting_as,
        ) as response:
            attempt.status = response.status
            attempt.body = await read_capped(response, LARGEST, "the answer to the change")

    def _clean(self, text: str) -> str:
        return redact(text, self._key)


def manager_of(proposal: Proposal) -> str:
    """The field manager under which the proposal's write is recorded in the object."""
    return f"{MANAGER}{proposal.id}"[:LONGEST_MANAGER]


def _bears_mark(proposal: Proposal, raw: dict[str, Any]) -> bool | None:
    """Whether the object bears the proposal's annotation or field manager; None if another may hide them."""
    if _uid(raw) != proposal.live.uid:
        return None
    metadata, mark = raw.get("metadata", {}), _mark(raw)
    managers = {str(field.get("manager")) for field in metadata.get("managedFields") or ()}
    if mark == proposal.id or manager_of(proposal) in managers:
        return True
    # Another proposal's mark may stand in this one's place, and no list of managers at all tells nothing.
    hidden = mark or not managers or any(name.startswith(MANAGER) for name in managers)
    # A node has no generation, so that it did not move is told by its version alone.
    unmoved = (
        metadata["generation"] == proposal.live.generation
        if "generation" in metadata
        else metadata.get("resourceVersion") == proposal.live.resource_version
    )
    return None if hidden and not unmoved else False


def _uid(raw: dict[str, Any]) -> str:
    return str(raw.get("metadata", {}).get("uid", ""))


def _mark(raw: dict[str, Any]) -> str:
    return str((raw.get("metadata", {}).get("annotations") or {}).get(PROPOSAL, ""))
