"""App Home: what one person can see and could decide, when the tab was opened; Slack shows it until the next time."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.freeze import Freezes
from bot.domain.incident import Incident
from bot.domain.mute import Mute
from bot.domain.noun import Noun
from bot.domain.proposal import DecisionRole, Proposal
from bot.domain.stop import Switch
from bot.render.blocks import Block, context, divider, header, section
from bot.render.deed import deed
from bot.render.freeze import freeze_lines
from bot.render.help import GROUPS
from bot.render.mute import mute_lines
from bot.render.owner import owner_line
from bot.render.rendered import RenderedView
from bot.render.stops import switch_lines
from bot.render.words import clock, code, count, linked

_SHOWN = 20
_KEYS = {DecisionRole.COMMANDER: "Approve or Deny", DecisionRole.OWNER: "Confirm as owner or Refuse"}


class Seen(Noun):
    """An open incident that the person can see, with the address of its thread ("" if there is none)."""

    incident: Incident
    address: str = ""


class Waiting(Noun):
    """A proposal that lacks a key, with the address of its card; `role` is the one that this person could turn now."""

    proposal: Proposal
    role: DecisionRole | None
    address: str = ""


def home_view(
    seen: Sequence[Seen],
    waiting: Sequence[Waiting],
    switch: Switch,
    mutes: Sequence[Mute],
    freezes: Freezes | None,
    *,
    now: datetime,
    duty: Sequence[str] = (),
    model: str = "",
    drills: Sequence[str] = (),
) -> RenderedView:
    """The tab as of `now`, in the order given; `duty` are lines of `render.preflight` about the rotas.

    `freezes` are those that stand or come within a day, None for a reader who is not to see them. `model` is a line
    about the model's budget, `drills` are those of `render.drill`.
    """
    unowned = sum(one.incident.owner is None for one in seen)
    counted = f"{count(len(seen), 'open incident')}, {unowned} without owner"
    mine = [_decision(one.role, one, now) for one in waiting if one.role is not None]
    others = [_of_others(one, now) for one in waiting if one.role is None]
    blocks = [
        section(f"*As of {clock(now, now, zone=True)}*: {counted}."),
        header("Decisions"),
        *_listed(mine, "No decision is open for this reader."),
        *(_listed(others, "") if others else []),
        header("Open incidents"),
        *_listed([_open(one, now) for one in seen], "No incident is open in this reader's channels."),
        header("Kill switch, freezes and mutes"),
        section(*switch_lines(switch, now), *_frozen(freezes, now), *mute_lines(mutes, now)),
        *([header("On call"), section(*duty)] if duty else []),
        *([header("Model"), section(model)] if model else []),
        *([header("Kill switch and other drills"), section(*drills)] if drills else []),
        header("Commands"),
        *(section(f"*{title}*", *(f"`{usage}`: {what}" for usage, what in rows)) for title, rows in GROUPS),
        divider(),
        context("Only what this reader's channels hold. Open the tab again for the present state."),
    ]
    return RenderedView(view={"type": "home", "blocks": blocks})


def _frozen(freezes: Freezes | None, now: datetime) -> list[str]:
    return [] if freezes is None else freeze_lines(freezes, now, nothing="No freeze is in force")


def _listed(lines: Sequence[str], nothing: str) -> list[Block]:
    left = len(lines) - _SHOWN
    more = [context(f"{left} more not shown")] if left > 0 else []
    return [*(section(line) for line in lines[:_SHOWN] or [nothing]), *more]


def _decision(role: DecisionRole, one: Waiting, now: datetime) -> str:
    label = linked(f"P-{one.proposal.number}", one.address)
    expiry = clock(one.proposal.expires_at, now)
    return f"{label}: {deed(one.proposal.mitigation)}. Buttons there: {_KEYS[role]}. It expires at {expiry}."


def _of_others(one: Waiting, now: datetime) -> str:
    label = linked(f"P-{one.proposal.number}", one.address)
    keys = " and ".join(f"the {role.value}'s" for role in DecisionRole if one.proposal.decision(role) is None)
    expiry = clock(one.proposal.expires_at, now)
    what = f"{label}: {deed(one.proposal.mitigation)}"
    return f"{what}. Without {keys} key, which is not this reader's. It expires at {expiry}."


def _open(one: Seen, now: datetime) -> str:
    incident = one.incident
    target = code(str(incident.target), 160) if incident.target else "no target mapped"
    label = linked(f"I-{incident.number}", one.address)
    what = f"{label} {code(incident.title, 120)}, {incident.severity.value}, {target}"
    return f"{what}. {owner_line(incident, now)}"
