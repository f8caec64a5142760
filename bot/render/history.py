"""Answers to commands: past diagnoses, one of them in full, the state of all incidents. All ephemeral."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.diagnosis import Diagnosis
from bot.domain.freeze import Freezes
from bot.domain.incident import Incident
from bot.domain.mute import Mute
from bot.domain.stop import Switch
from bot.render.blocks import Block, context, divider, message, section
from bot.render.diagnosis import headline
from bot.render.evidence import quoted_block
from bot.render.freeze import freeze_lines
from bot.render.mute import mute_lines
from bot.render.owner import owner_line
from bot.render.rendered import Rendered
from bot.render.status import closed_line
from bot.render.stops import switch_lines
from bot.render.whispers import verdict_words
from bot.render.words import clock, code, count, linked, prose, utc
from bot.reports.past import PastLine
from bot.reports.verdicts import NO_VERDICTS, Verdicts

_SHOWN, _QUOTES = 20, 6
NO_FREEZES = Freezes()


def history_message(items: Sequence[PastLine], *, title: str) -> Rendered:
    """Past diagnoses, one line each. `title` is a phrase of code ("Diagnoses since 2026-11-14")."""
    heading = f"{prose(title, 200)}: {count(len(items), 'diagnosis', 'diagnoses')}"
    lines = [past_line(item) for item in items[:_SHOWN]]
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
    verdicts: Verdicts = NO_VERDICTS,
) -> Rendered:
    """One past diagnosis: every hypothesis, its evidence, the verdicts on it, and the incident's timeline."""
    first = f"Diagnosis {diagnosis_id} of I-{incident.number} {code(incident.title, 120)}"
    where = code(str(incident.target), 160) if incident.target else "no target mapped"
    taken = (
        f"Target: {where}; snapshot of {clock(diagnosis.taken_at, now, zone=True)}; {ending(incident, now)}"
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
    source = context(f"Source: {code(diagnosis.made_by, 80)}", verdict_words(verdicts))
    return message([first, taken, headline(diagnosis)], [section(first, taken)], body, [source])


def fleet_status_message(
    open_incidents: Sequence[Incident],
    switch: Switch,
    *,
    mutes: Sequence[Mute] = (),
    freezes: Freezes = NO_FREEZES,
    drill: str = "",
    model: str = "",
    now: datetime,
) -> Rendered:
    """All open incidents with their owners, the stops, freezes and mutes in force.

    `drill` tells of the last drill, `model` of the model's budget; "" for nothing to tell.
    """
    first = f"{count(len(open_incidents), 'open incident')} as of {clock(now, now, zone=True)}"
    lines = [_open(incident, now) for incident in open_incidents[:_SHOWN]]
    if left := len(open_incidents) - len(lines):
        lines.append(f"{count(left, 'more incident')} not shown")
    frozen = freeze_lines(freezes, now, nothing="No freeze is in force")
    standing = [
        *switch_lines(switch, now),
        *(one for one in (drill, model) if one),
        *frozen,
        *mute_lines(mutes, now),
    ]
    return message([first, *lines, *standing], [section(first)], [*map(section, lines), section(*standing)])


def ending(incident: Incident, now: datetime) -> str:
    """Whether the incident is open, or who closed it, when and with which cause."""
    return "the incident is open" if incident.is_open else closed_line(incident, now)


def _open(incident: Incident, now: datetime) -> str:
    target = code(str(incident.target), 160) if incident.target else "no target mapped"
    what = f"I-{incident.number} {code(incident.title, 120)}, {incident.severity.value}, {target}"
    return f"{what}. {owner_line(incident, now)}"


def past_line(item: PastLine) -> str:
    """A past diagnosis: of which incident, when, where, what it said, and what people said of it."""
    at = utc(item.at).strftime("%Y-%m-%d %H:%M UTC")
    place = code("/".join(part for part in (item.namespace, item.service) if part) or "no target", 160)
    sure = f" ({item.confidence:.2f})" if item.confidence else ""
    said = f" {verdict_words(item.verdicts)}." if item.verdicts.any else ""
    incident = linked(f"I-{item.number}", item.permalink)
    return f"Diagnosis {item.id} of {incident}, {at}, {place}: {prose(item.headline, 300)}{sure}{said}"
