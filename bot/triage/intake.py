"""Intake: an alert post becomes an incident, or joins the one it belongs to; what people ask for comes from `mentions`.

One transaction per post: the incident, its ledger rows, its status message and the task of its triage appear together.
What comes next is `investigate`.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.alert import Alert, AlertState, Severity
from bot.domain.errors import OutsideError
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.target import Target
from bot.render.target import chosen_message, target_message
from bot.triage import storm, thread
from bot.triage.about import is_about
from bot.triage.inbox import AlertPost
from bot.triage.marks import identified, place_of
from bot.triage.paging.chain import schedule_page
from bot.triage.ports.store import Task, Transaction
from bot.triage.targets import target_of
from bot.triage.word import schedule_question
from bot.triage.world import World

NEWS = timedelta(minutes=1)
"""A post that is older than this when it is heard was missed before, and counts from when it stood in Slack."""


async def receive_alert(world: World, task: Task) -> None:
    """An alert post: opens an incident, joins one, or reports recovery of one."""
    post = AlertPost.model_validate(task.payload)
    target = target_of(world.policy, post.alert.labels, post.channel)
    open_room = await _may_be_told_elsewhere(world, post, target)
    async with world.last_step(task) as tx:
        incident = await _known(world, tx, post, target)
        if incident is not None and incident.channel != post.channel and not open_room:
            # What a closed channel says is not told elsewhere: its alert has a thread of its own.
            incident = await _own(tx, post)
        if incident is None and await _opens(tx, post):
            await open_incident(world, tx, post, target, heard_at=_stood_at(world, post, task.added_at))
        elif incident is not None:
            await _join(world, tx, incident, post)


async def _may_be_told_elsewhere(world: World, post: AlertPost, target: Target | None) -> bool:
    """Whether the alert may join another channel's incident, since its own channel is public; unknown is no.

    Slack is asked before the transaction, and not for most alerts of a storm: they stand in their incident's channel.
    """
    async with world.store.read() as tx:
        incident = await _known(world, tx, post, target)
    if incident is not None and incident.channel == post.channel:
        return False
    try:
        return await world.directory.is_public(post.channel)
    except OutsideError:
        return False


async def _own(tx: Transaction, post: AlertPost) -> Incident | None:
    """The newest open incident of the post's own channel that its alert opened."""
    mark = post.alert.fingerprint
    here = [one for one in await tx.incidents.open() if one.channel == post.channel]
    return next((one for one in here if one.fingerprint == mark), None)


async def _opens(tx: Transaction, post: AlertPost) -> bool:
    if post.alert.state is AlertState.RESOLVED or post.reply:
        return False
    return not post.reread or await tx.incidents.at_message(post.channel, post.ts) is None


async def triage_again(world: World, tx: Transaction, incident: Incident, *, key: str) -> None:
    """Queue another triage of an incident, once per key."""
    if incident.is_open and incident.target is not None:
        await tx.tasks.add("triage", f"triage:{incident.id}:{key}", incident_id=incident.id)
        await thread.show_status(world, tx, incident)


async def set_target(
    world: World, tx: Transaction, incident: Incident, target: Target, *, by: str, source: str = "menu"
) -> None:
    """A human said what an open incident is about: it gets its target and its triage."""
    saved = await tx.incidents.save(incident.model_copy(update={"target": target}))
    asked = _entry(incident.id, tx.now, Act.ASKED, actor=by, source=source, service=target.service)
    await tx.ledger.append(asked)
    if await tx.outbox.posted(f"target:{incident.id}") is not None:
        services, deployment = _choices(world, saved), world.policy.deployment
        chosen = chosen_message(saved, services, now=tx.now, deployment=deployment)
        await thread.say(tx, saved, f"target:{incident.id}", chosen)
    await triage_again(world, tx, saved, key=f"target:{target}:{tx.now.isoformat()}")


async def _known(world: World, tx: Transaction, post: AlertPost, target: Target | None) -> Incident | None:
    here = await tx.incidents.at_message(post.channel, post.ts)
    if post.reply:
        # In a thread only the system speaks that the incident is from; others may well talk about it.
        return here if here is not None and here.is_open and here.source == post.alert.source else None
    if here is not None:
        return here if here.is_open else None
    since = tx.now - world.policy.join_window
    mark, others = post.alert.fingerprint, list[str]()
    while same := await tx.incidents.matching(mark, target, since, but=others):
        if await _may_be_of(tx, same, target):
            return same
        others.append(same.id)
    return await storm.gathering(tx, post.alert, _reachable(world, target), post.channel)


async def _may_be_of(tx: Transaction, incident: Incident, target: Target | None) -> bool:
    """Whether an alert about that target may belong to an incident that has none: not if it named another cluster.

    One rule fires with the same headline in every cluster, and an incident of one that is not configured has no target.
    """
    if incident.target is not None or target is None or not target.cluster:
        return True
    opened = next((row for row in await tx.ledger.of(incident.id) if row.act is Act.OPENED), None)
    named = str(opened.detail.get("cluster", "")) if opened is not None else ""
    return named in ("", target.cluster)


async def open_incident(
    world: World, tx: Transaction, post: AlertPost, target: Target | None, *, heard_at: datetime
) -> Incident:
    """A new incident with its status message and its triage; without a target people are asked for one.

    `heard_at` is from when its first answers are timed.
    """
    alert = post.alert
    # A post may fire again, by an edit, after its incident was closed: the next incident has an id of its own.
    before = await tx.incidents.at_message(post.channel, post.ts)
    place = f"{world.policy.deployment}:{post.channel}:{post.ts}:{before.id if before else ''}"
    digest = hashlib.sha256(place.encode()).hexdigest()[:16]
    incident = await tx.incidents.add(
        Incident(
            id=digest,
            number=0,
            channel=post.channel,
            thread_ts=post.ts,
            title=alert.name,
            severity=alert.severity,
            status=IncidentStatus.FIRING,
            target=_reachable(world, target),
            fingerprint=alert.fingerprint,
            opened_at=tx.now,
            source=alert.source,
            alerts=alert.count,
        )
    )
    is_about(incident.id)
    await tx.incidents.attach(incident.id, post.channel, post.ts)
    first = _entry(incident.id, tx.now, Act.ALERT, source=alert.source, alert=_kept(alert), **place_of(post))
    await tx.ledger.append(first)
    heard = heard_at.isoformat()
    named = {"target": str(target or ""), "cluster": target.cluster if target else ""}
    opened = _entry(incident.id, tx.now, Act.OPENED, **named, heard=heard)
    await tx.ledger.append(opened)
    await thread.show_status(world, tx, incident)
    if incident.target is None:
        await _ask_for_target(world, tx, incident, alert, target)
    else:
        key = f"triage:{incident.id}:first"
        await tx.tasks.add("triage", key, {"since": heard}, incident_id=incident.id)
    await schedule_reminder(world, tx, incident, since=tx.now)
    return incident


async def _join(world: World, tx: Transaction, incident: Incident, post: AlertPost) -> None:
    is_about(incident.id)
    source = post.alert.source
    new_post = await tx.incidents.attach(incident.id, post.channel, post.ts)
    alert, known = identified(incident, post, await tx.ledger.of(incident.id))
    if alert.state is AlertState.RESOLVED:
        stranger = (post.edited or post.reply) and not known
        if incident.status is not IncidentStatus.FIRING or stranger:
            return
        recovered = _entry(incident.id, tx.now, Act.RECOVERED, source=source, fingerprint=alert.fingerprint)
        await tx.ledger.append(recovered)
        if still_firing(await tx.ledger.of(incident.id)):
            return
        change = {"status": IncidentStatus.QUIET, "quiet_since": tx.now}
    else:
        one_more = new_post or not known
        count = incident.alerts + alert.count if one_more else max(incident.alerts, alert.count)
        urgent = min(incident.severity, alert.severity, key=list(Severity).index)
        change = {"status": IncidentStatus.FIRING, "quiet_since": None, "alerts": count, "severity": urgent}
        joined = _entry(incident.id, tx.now, Act.JOINED, source=source, alert=_kept(alert), **place_of(post))
        await tx.ledger.append(joined)
    saved = await tx.incidents.save(incident.model_copy(update=change))
    if saved.severity is not incident.severity and saved.owner is None:
        since = _unowned_since(saved, await tx.ledger.of(saved.id))
        await schedule_reminder(world, tx, saved, since=since)
    elif saved.severity is not incident.severity:
        await schedule_question(world, tx, saved, since=tx.now)
    if new_post and post.channel != saved.channel and alert.state is not AlertState.RESOLVED:
        place = {"incident": saved.id, "channel": post.channel, "ts": post.ts}
        await tx.tasks.add("point", f"point:{saved.id}:{post.channel}", place)
    if (saved.status, saved.severity) == (incident.status, incident.severity):
        await storm.show_soon(world, tx, saved)
    else:
        await thread.show_status(world, tx, saved)


def _stood_at(world: World, post: AlertPost, kept_at: datetime) -> datetime:
    """From when people wait for an answer: of a post that was missed and read back, from its own time in Slack.

    Within a minute the record's clock alone counts, so that Slack's need not agree with it.
    """
    try:
        posted_at = datetime.fromtimestamp(float(post.ts), UTC)
    except (ValueError, OverflowError, OSError):
        return kept_at
    missed = not post.edited and NEWS < kept_at - posted_at <= world.policy.catch_up + NEWS
    return posted_at if missed else kept_at


def still_firing(entries: Sequence[LedgerEntry]) -> bool:
    """Whether an alert of the incident fires on: one that joined is not over because another one is."""
    firing: set[str] = set()
    opening = ""
    for entry in entries:
        if entry.act in (Act.ALERT, Act.JOINED):
            mark = str(entry.detail["alert"]["fingerprint"])
            opening = opening or mark
            firing.add(mark)
        elif entry.act is Act.RECOVERED:
            # A post that names no group of its own speaks of the alert that opened the incident.
            firing.discard(str(entry.detail.get("fingerprint") or opening))
    return bool(firing)


async def schedule_reminder(world: World, tx: Transaction, incident: Incident, *, since: datetime) -> None:
    """Queue the reminder, and the page outside Slack, for an incident that is unowned `since` then.

    The key is new after each ownership that ended, and for each severity it rose to; the earlier chain then ends. The
    time counts from `since` all the same: an incident that gets worse is not reminded of later.
    """
    wait = world.policy.reminders.get(incident.severity)
    if wait is not None:
        term, severity = incident.owner_term, incident.severity.value
        payload = {"since": since.isoformat(), "count": 1, "term": term, "severity": severity}
        key = f"remind:{incident.id}:{term}:{severity}:1"
        await tx.tasks.add("remind", key, payload, incident_id="", due_at=max(since + wait, tx.now))
    await schedule_page(world, tx, incident, since=since)


def _unowned_since(incident: Incident, entries: Sequence[LedgerEntry]) -> datetime:
    return next(
        (row.at for row in reversed(entries) if row.act in (Act.RELEASED, Act.LAPSED)), incident.opened_at
    )


async def _ask_for_target(
    world: World, tx: Transaction, incident: Incident, alert: Alert, named: Target | None
) -> None:
    content = target_message(
        incident,
        alert,
        _choices(world, incident),
        now=tx.now,
        deployment=world.policy.deployment,
        unconfigured=named.cluster if named else "",
    )
    await thread.say(tx, incident, f"target:{incident.id}", content)


def _choices(world: World, incident: Incident) -> tuple[str, ...]:
    """The mapped services, those of the incident's own channel first."""
    homes = world.policy.homes.get(incident.channel, ())
    return (*homes, *(one for one in sorted(world.policy.services) if one not in homes))


def _reachable(world: World, target: Target | None) -> Target | None:
    return target if target is not None and target.cluster in world.clusters else None


def _kept(alert: Alert) -> dict[str, object]:
    return alert.model_dump(mode="json")


def _entry(
    incident_id: str, at: datetime, act: Act, *, actor: str = "", source: str = "", **detail: object
) -> LedgerEntry:
    return LedgerEntry(incident_id=incident_id, at=at, act=act, actor=actor, source=source, detail=detail)
