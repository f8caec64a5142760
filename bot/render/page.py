"""What a page outside Slack says, and what the thread says of pages: templates over the incident and the record.

A page begins with the owner line, like every escalation. It has no markup and mentions nobody: a phone shows it. That a
system accepted a page is that system's report and makes nobody the owner.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.alert import Link
from bot.domain.incident import Incident
from bot.domain.page import Page
from bot.domain.proposal import Proposal
from bot.domain.rota import Known
from bot.render.blocks import message, section
from bot.render.deed import deed
from bot.render.owner import owner_line
from bot.render.rendered import Rendered
from bot.render.words import clock, code, name, prose
from bot.voice.judge import judge

_LONGEST = 450
_WAY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
PAGERDUTY = "PagerDuty"
UNNAMED = "Owner: see the status message in Slack"


class PageWords:
    """What all pages of a deployment share; `workspace` is the URL of the Slack workspace, "" if it is not known."""

    def __init__(self, deployment: str, workspace: str, people: Mapping[str, Known]) -> None:
        self.deployment = deployment
        self.workspace = workspace
        self.people = people

    def unowned(
        self, incident: Incident, *, key: str, now: datetime, since: datetime, repetition: int
    ) -> Page:
        """That nobody owns the incident, `since` when."""
        more = {"no owner since": clock(since, now, zone=True), "page": str(repetition)}
        return self._page(incident, key, now, "", more, repetition)

    def forced(self, incident: Incident, *, key: str, now: datetime, why: str, repetition: int) -> Page:
        """That a human must look whoever owns the incident; `why` is a sentence of code."""
        return self._page(incident, key, now, f" {why}", {}, repetition)

    def _page(
        self, incident: Incident, key: str, now: datetime, why: str, more: dict[str, str], repetition: int
    ) -> Page:
        target = incident.target
        where = f", target {name(str(target), 100)}" if target else ""
        what = f"I-{incident.number} {name(incident.title, 120)} (severity {incident.severity.value}{where})."
        facts = {"incident": f"I-{incident.number}", "severity": incident.severity.value}
        facts |= {"target": name(str(target), 160)} if target else {}
        facts |= {"alert": name(incident.title, 150), "alerts": str(incident.alerts), **more}
        return Page(
            key=key,
            headline=f"{self._owner(incident, now)}. {what}{why}"[:_LONGEST],
            severity=incident.severity,
            source=self.deployment,
            component=name(target.service, 80) if target and target.service else "",
            at=incident.opened_at,
            facts=facts,
            links=self._links(incident),
            repetition=repetition,
        )

    def _owner(self, incident: Incident, now: datetime) -> str:
        """The owner line as plain text: outside Slack an account's id tells nobody anything."""
        if incident.owner is None:
            return owner_line(incident, now)
        known = self.people.get(incident.owner.user_id)
        who = name(known.name, 60) if known else ""
        line = f"Owner: {who}, who took ownership at {clock(incident.owner.since, now, zone=True)}"
        return line if who and judge(line).passed else UNNAMED

    def _links(self, incident: Incident) -> tuple[Link, ...]:
        if not self.workspace:
            return ()
        place = f"{incident.channel}/p{incident.thread_ts.replace('.', '')}"
        url = f"{self.workspace.rstrip('/')}/archives/{place}"
        return (Link(label="Thread in Slack", url=url),)


def attempt_words(proposal: Proposal, why: str) -> str:
    """The sentence about an attempt, for a page."""
    return f"P-{proposal.number}: {deed(proposal.mitigation)} {why}.".replace("`", "")


def refused_words(gate: str) -> str:
    """Why a remedy that the runbook has must come from humans."""
    return f"is not sent by Lookout: the gate {gate} does not pass"


def over_headline(incident: Incident) -> str:
    """What stands beside the event that ends a page; who closed the incident, and with which cause, Slack has."""
    return f"I-{incident.number} {name(incident.title, 120)}: see its thread in Slack."


def way_name(way: str) -> str:
    """A way's name as code. What the configuration takes for one is shown also if it reads like people ("oncall")."""
    return f"`{way}`" if _WAY.fullmatch(way) else code(way, 50)


def _system(by: str) -> str:
    """PagerDuty, or a webhook with its name."""
    if by == PAGERDUTY:
        return by
    kind, _, way = by.partition(" ")
    return f"The webhook {way_name(way)}" if kind == "webhook" else "The way's system"


def page_line(row: Mapping[str, object], at: datetime, now: datetime) -> str:
    """What became of the last attempt by one way. `row` is the detail of its ledger row."""
    way, by = way_name(str(row.get("way", ""))), _system(str(row.get("by", "")))
    when = clock(at, now, zone=True)
    if row.get("came") == "accepted":
        return f"{by} reported the page of {when} accepted (way {way}); ownership here is not changed by that"
    again = str(row.get("again_at") or "")
    more = f"; next attempt at {clock(datetime.fromisoformat(again), now, zone=True)}" if again else ""
    return f"Page outside Slack (way {way}): not accepted at {when} ({prose(str(row.get('said', '')), 200)}){more}"


def page_fault_message(incident: Incident, lines: Sequence[str], way: str, *, now: datetime) -> Rendered:
    """To the thread: a page that a way does not take, so that somebody can be woken by other means."""
    first = owner_line(incident, now)
    todo = f"Next check for a human: `lookout doctor` asks the way {way_name(way)}. A phone call needs no way at all."
    return message([first, *lines, todo], [section(first), section(*lines, todo)])


def page_fault_notice(line: str, way: str) -> Rendered:
    """To Lookout's own on-call, the same."""
    first = "A page outside Slack did not go out."
    todo = (
        f"Next check: `lookout doctor` asks the way {way_name(way)}; its key and address stand in `paging`."
    )
    return message([first, line, todo], [section(first, line, todo)])
