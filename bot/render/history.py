"""Answers to commands: past diagnoses, one of them in full, the fleet's state, the help. All ephemeral."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.diagnosis import Diagnosis
from bot.domain.incident import Incident
from bot.domain.stop import Switch
from bot.render.blocks import Block, context, divider, message, section
from bot.render.diagnosis import headline
from bot.render.evidence import quoted_block
from bot.render.owner import owner_line
from bot.render.rendered import Rendered
from bot.render.status import closed_line
from bot.render.words import clock, code, count, mention, prose, utc
from bot.reports.past import PastLine

COMMANDS = (
    ("history [SERVICE] [--since 7d]", "past diagnoses, newest first"),
    ("search WORDS", "past diagnoses that hold these words"),
    ("show NUMBER", "one past diagnosis with its evidence and timeline"),
    ("status", "open incidents, their owners, and the stops in force"),
    ("stop [SCOPE] [REASON]", "stop everything, or a scope: model, mitigation, posting, service:NAME"),
    ("resume [SCOPE]", "lift that stop; a commander's command"),
    ("command [I-NUMBER] @USER", "command of an open incident to that commander; a commander's command"),
    ("help", "this list"),
)
_SHOWN, _QUOTES = 20, 6


def history_message(items: Sequence[PastLine], *, title: str) -> Rendered:
    """Past diagnoses, one line each. `title` is a phrase of code ("Diagnoses since 2026-11-14")."""
    heading = f"{prose(title, 200)}: {count(len(items), 'diagnosis', 'diagnoses')}"
    lines = [_line(item) for item in items[:_SHOWN]]
    if left := len(items) - len(lines):
        lines.append(f"{count(left, 'more diagnosis', 'more diagnoses')} not shown")
    body = [section(line) for line in lines]
    return message(
        [heading, *lines], [section(heading)], body, [context("Only what this reader's channels hold.")]
    )


def show_message(
    incident: Incident,
    diagnosis: Diagnosis,
    timeline: Sequence[str] = (),
    *,
    diagnosis_id: int,
    now: datetime,
) -> Rendered:
    """One past diagnosis: every hypothesis, its evidence, and the incident's timeline."""
    first = f"Diagnosis {diagnosis_id} of I-{incident.number} {code(incident.title, 120)}"
    where = code(str(incident.target), 160) if incident.target else "no target mapped"
    taken = (
        f"Target: {where}; snapshot of {clock(diagnosis.taken_at, now, zone=True)}; {_ending(incident, now)}"
    )
    body: list[Block] = [] if diagnosis.hypotheses else [section(headline(diagnosis))]
    for one in diagnosis.hypotheses:
        lines = (
            f"{one.rank}. ({one.confidence:.2f}) {prose(one.statement, 300)}",
            f"Evidence for: {', '.join(one.evidence[:8]) or 'none'}.",
            f"Evidence against: {', '.join(one.against[:8]) or 'none'}.",
        )
        body.append(section(*lines))
    body.extend(quoted_block(item, now) for item in diagnosis.evidence[:_QUOTES])
    if left := len(diagnosis.evidence[_QUOTES:]):
        body.append(context(f"{count(left, 'more evidence item')} not shown"))
    if timeline:
        body.extend([divider(), section("Timeline (UTC):", *timeline)])
    source = context(f"Source: {code(diagnosis.made_by, 80)}")
    return message([first, taken, headline(diagnosis)], [section(first, taken)], body, [source])


def help_message(commands: Sequence[tuple[str, str]] = COMMANDS) -> Rendered:
    """The commands, each with what it answers."""
    lines = [f"`/lookout {usage}`: {what}" for usage, what in commands]
    first = (
        "Lookout reads the cluster and reports; it owns no incident and changes nothing without two humans."
    )
    more = "A mention of Lookout in a thread, or the shortcut on a message, starts a triage."
    return message([first, *lines, more], [section(first), section(*lines), section(more)])


def fleet_status_message(open_incidents: Sequence[Incident], switch: Switch, *, now: datetime) -> Rendered:
    """All open incidents with their owners, and the stops in force."""
    stops = [
        f"Stop in force for {code(stop.scope, 80)} since {clock(stop.at, now)}, lever: {mention(stop.by)}"
        for stop in switch.stops
    ]
    if not switch.readable:
        stops = ["The kill switch cannot be read: no change to the cluster is possible until it can"]
    first = f"{count(len(open_incidents), 'open incident')} as of {clock(now, now, zone=True)}"
    lines = [_open(incident, now) for incident in open_incidents[:_SHOWN]]
    if left := len(open_incidents) - len(lines):
        lines.append(f"{count(left, 'more incident')} not shown")
    standing = stops[:_SHOWN] or ["No stop is in force"]
    return message([first, *lines, *standing], [section(first)], [*map(section, lines), section(*standing)])


def _ending(incident: Incident, now: datetime) -> str:
    return "the incident is open" if incident.is_open else closed_line(incident, now)


def _open(incident: Incident, now: datetime) -> str:
    target = code(str(incident.target), 160) if incident.target else "no target mapped"
    what = f"I-{incident.number} {code(incident.title, 120)}, {incident.severity.value}, {target}"
    return f"{what}. {owner_line(incident, now)}"


def _line(item: PastLine) -> str:
    at = utc(item.at).strftime("%Y-%m-%d %H:%M UTC")
    place = code("/".join(part for part in (item.namespace, item.service) if part) or "no target", 160)
    sure = f" ({item.confidence:.2f})" if item.confidence else ""
    link = f" <{item.permalink}>" if item.permalink.startswith("https://") else ""
    return f"Diagnosis {item.id} of I-{item.number}, {at}, {place}: {prose(item.headline, 300)}{sure}{link}"
