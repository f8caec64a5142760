"""The escalation that an attempt forces: a group is told what happened and what a human must look at."""

from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.proposal import Proposal
from bot.render.blocks import message, section
from bot.render.deed import deed
from bot.render.outcome import check
from bot.render.owner import owner_line
from bot.render.rendered import Rendered
from bot.render.words import code, command, group_mention

UNKNOWN = "may or may not have happened; it is not sent again"
UNVERIFIED = "was sent, and what it should bring about has not been seen in time"


def escalation_message(
    incident: Incident, proposal: Proposal, *, why: str, group: str, now: datetime
) -> Rendered:
    """`why` is `UNKNOWN` or `UNVERIFIED`; `group` is whom to tell, "" for nobody."""
    first = owner_line(incident, now)
    told = f"{group_mention(group)} " if group_mention(group) else ""
    lines = (
        f"{told}P-{proposal.number}: {deed(proposal.mitigation)} {why}.",
        f"A human must look at the target: {code(command(check(proposal)), 400)}",
    )
    return message([first, *lines], [section(first), section(*lines)])
