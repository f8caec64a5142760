"""The status message: the one place to look, edited in place.

Its first line says who owns the incident. Then what fires where, its source's own state, the target, the
reads so far and the alert's links; buttons last. A closed incident has no buttons and says who closed it,
when and with which cause.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote, urlsplit

from bot.domain.alert import Alert, AlertState, Link, Statement
from bot.domain.freeze import Freezes
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.snapshot import Gap, Read
from bot.domain.stop import MITIGATION, POSTING, Stop, Switch
from bot.render.actions import ActionId, pack
from bot.render.blocks import Block, actions, button, context, message, section
from bot.render.freeze import freeze_lines
from bot.render.owner import owner_line
from bot.render.rendered import Rendered
from bot.render.stops import stop_line, unreadable_lines
from bot.render.words import clock, code, count, listed, mention, name, prose, system, typed

_URL = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::\d{1,5})?(?:[/?#][!-~]{0,1500})?")
_SAFE_IN_URL = "!#$%&'()*+,/:;=?@[]~"
_LABELS = ("runbook", "dashboard", "panel", "silence", "source", "logs", "link")
_LINKS, _HOST = 10, 80
_EMPTY = 20
NOBODYS: Mapping[str, Statement] = {}
_REASONS, _NAMED = 4, 6


def status_message(
    incident: Incident,
    *,
    now: datetime,
    deployment: str,
    alert: Alert | None,
    reads: Sequence[Read] = (),
    gaps: Sequence[Gap] = (),
    stage: str = "",
    diagnosed: bool = False,
    switch: Switch | None = None,
    links: Sequence[Link] = (),
    recoveries: int = 0,
    also: Sequence[str] = (),
    acknowledged: Mapping[str, Statement] = NOBODYS,
    freezes: Freezes | None = None,
    pages: Sequence[str] = (),
) -> Rendered:
    """The status as of `now`. `stage` is a further sentence of code, "" for none.

    `recoveries` is how often its source reported resolved, `also` what else alerts in this incident. `acknowledged`
    maps a paging system to what it recorded last; that makes nobody the owner, and the line says so.
    `pages` are lines about pages outside Slack.
    """
    facts = [_what(incident), *_states(incident, alert, now), *_flaps(incident, alert, recoveries)]
    facts += [_recorded(source, said, now) for source, said in acknowledged.items()]
    facts += pages
    facts += [_where(incident), *_also(also), *_command(incident)]
    if not incident.is_open:
        facts.append(closed_line(incident, now))
    else:
        facts.append("Diagnosis: see this thread" if diagnosed else "Diagnosis: none yet")
        facts.extend([prose(stage)] if stage else [])
    facts.extend(stop_lines(incident, switch, now))
    facts.extend(freeze_lines(freezes, now) if freezes is not None else [])
    progress = progress_line(reads, gaps)
    kept = link_lines([*(alert.links if alert else ()), *links])
    first = owner_line(incident, now)
    body = [section(*facts), *([context(progress)] if progress else []), *([context(*kept)] if kept else [])]
    tail = [actions(*_buttons(incident, pack(deployment, incident.id)))] if incident.is_open else []
    return message([first, *facts, progress], [section(first)], body, tail)


def closed_line(incident: Incident, now: datetime) -> str:
    """Which human closed it, when, and the cause in that human's words."""
    when = f" at {clock(incident.closed_at, now)}" if incident.closed_at else ""
    return f"{mention(incident.closed_by)} closed it{when}; cause given: {typed(incident.cause)}"


def progress_line(reads: Sequence[Read], gaps: Sequence[Gap]) -> str:
    """What was read, of executed reads only, and then what was not and why; "" before the first of both."""
    found = [read for read in reads if read.count and not _is_log(read)]
    done = [f"{name(read.what, 60)}: {read.count} read, {read.seconds:.1f} s" for read in found]
    shown = [*([listed(done, 16, "read")] if done else []), *_logs(reads), *_empty(reads)]
    said = [f"Read by a program, not by a person: {'; '.join(shown)}."] if shown else []
    return " ".join([*said, *_not_read(gaps)])


def _not_read(gaps: Sequence[Gap]) -> list[str]:
    """A sentence for each reason: `events`, `nodes`: not read (not allowed)."""
    reasons: dict[str, list[str]] = {}
    for gap in gaps:
        reasons.setdefault(gap.reason or name(gap.why, 80), []).append(code(gap.what, 60))
    said = []
    for reason, what in list(reasons.items())[:_REASONS]:
        more = f" and {len(what) - _NAMED} more" if len(what) > _NAMED else ""
        said.append(f"{', '.join(what[:_NAMED])}{more}: not read ({reason}).")
    left = sum(len(what) for what in list(reasons.values())[_REASONS:])
    return [*said, f"Not read for other reasons: {left}."] if left else said


def _is_log(read: Read) -> bool:
    return read.what.startswith(("log of ", "previous log of "))


def _logs(reads: Sequence[Read]) -> list[str]:
    """All logs in one: their names would be longer than anything that they say here."""
    logs = [read for read in reads if _is_log(read)]
    lines, seconds = sum(read.count for read in logs), sum(read.seconds for read in logs)
    return [f"{count(len(logs), 'log')}: {count(lines, 'line')} read, {seconds:.1f} s"] if logs else []


def _empty(reads: Sequence[Read]) -> list[str]:
    """Reads that found nothing there: also an answer, and not worth a line each."""
    empty = [name(read.what, 60) for read in reads if not read.count and not _is_log(read)]
    return [f"read and empty: {', '.join(empty[:_EMPTY])}"] if empty else []


def link_lines(links: Sequence[Link]) -> list[str]:
    """The alert's links, under labels of our own and with the host they lead to.

    What is no plain web address is left out and counted: a user before the host would hide where it leads.
    """
    urls: dict[str, str] = {}
    for link in links:
        urls.setdefault(link.url.strip(), _label(link.label))
    fit = sorted((_LABELS.index(label), url) for url, label in urls.items() if _URL.fullmatch(url))
    lines = [f"<{_addressed(url)}|{_LABELS[place]}> ({_host(url)})" for place, url in fit[:_LINKS]]
    left = len(urls) - len(lines)
    said = [f"Links of the alert: {', '.join(lines)}"] if lines else []
    return [*said, f"{count(left, 'link')} of the alert not shown"] if left else said


def _label(word: str) -> str:
    known = word.strip().lower().removesuffix("_url")
    return known if known in _LABELS else "link"


def _addressed(url: str) -> str:
    """The address as Slack's markup takes it: nothing in it can end the link."""
    return quote(url, safe=_SAFE_IN_URL).replace("&", "&amp;")


def _host(url: str) -> str:
    return code(urlsplit(url).hostname or "", _HOST)


def _what(incident: Incident) -> str:
    grouped = f", {incident.alerts} alerts" if incident.alerts > 1 else ""
    return f"I-{incident.number} {code(incident.title, 150)}, severity {incident.severity.value}{grouped}"


def _states(incident: Incident, alert: Alert | None, now: datetime) -> list[str]:
    source = system(incident.source or (alert.source if alert else ""))
    if incident.status is IncidentStatus.QUIET and incident.quiet_since:
        return [f"{source} reported resolved at {clock(incident.quiet_since, now)}"]
    if alert is None or alert.state is AlertState.RESOLVED:
        return []
    since = f" since {clock(alert.starts_at, now)}" if alert.starts_at else ""
    if alert.state is AlertState.NO_DATA:
        return [
            f"{source} reports no data{since}: monitoring is blind there; it says nothing about the service"
        ]
    return [f"{source} reports {code(alert.name, 100)} firing{since}"]


def _flaps(incident: Incident, alert: Alert | None, recoveries: int) -> list[str]:
    """That it comes and goes, once it has."""
    if recoveries < 1 + (incident.status is IncidentStatus.QUIET):
        return []
    source = system(incident.source or (alert.source if alert else ""))
    return [f"It comes and goes: {source} reported resolved {count(recoveries, 'time')} so far"]


def _also(others: Sequence[str]) -> list[str]:
    if not others:
        return []
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return [f"Alerts of this incident too: {', '.join(code(one, 100) for one in others[:_NAMED])}{more}"]


def _recorded(source: str, said: Statement, now: datetime) -> str:
    """A paging system's own record, in its name and under its time."""
    who = code(said.by or "(not named)", 80)
    when = f" at {clock(said.at, now)}" if said.at else ""
    return (
        f"{system(source)} reported state acknowledged by {who}{when}; ownership here is not changed by that"
    )


def _where(incident: Incident) -> str:
    return f"Target: {code(str(incident.target), 200)}" if incident.target else "Target: no target mapped"


def _command(incident: Incident) -> list[str]:
    """Who has command, as a noun with its term: the record names who gave it, who may be another human."""
    if incident.commander is None or not incident.is_open:
        return []
    return [f"Command, term {incident.command_term}: {mention(incident.commander.user_id)}"]


def stop_lines(incident: Incident, switch: Switch | None, now: datetime) -> list[str]:
    """The stops in force that reach an open incident."""
    if switch is None or not incident.is_open:
        return []
    scopes = {MITIGATION, POSTING, "model", "everything", f"incident:{incident.id}"}
    if incident.target and incident.target.service:
        scopes.add(f"service:{incident.target.service}".casefold())
    reaching = [stop for stop in switch.stops if stop.scope.casefold() in scopes or _of_model(stop)]
    return [*unreadable_lines(switch), *(stop_line(stop, now) for stop in reaching)]


def _of_model(stop: Stop) -> bool:
    """A stop of one release of the model; it reaches whatever is diagnosed."""
    return stop.scope.casefold().startswith("release:")


def _buttons(incident: Incident, value: str) -> list[Block]:
    owning = [button("Take ownership", ActionId.TAKE, value, "primary")]
    if incident.owner is not None:
        owning = [button("Hand over", ActionId.HANDOVER, value), button("Release", ActionId.RELEASE, value)]
    return [
        *owning,
        button("Triage again", ActionId.RETRIAGE, value),
        button("Stop", ActionId.STOP, value),
        button("Close incident", ActionId.CLOSE, value),
    ]
