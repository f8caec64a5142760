"""The check after a change: whether what was expected could be seen, said in the first line after the owner's."""

from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.proposal import Proposal, Verification
from bot.render.blocks import message, preformatted, section
from bot.render.deed import deed
from bot.render.owner import post_line
from bot.render.rendered import Rendered
from bot.render.words import clock, command, prose


def verification_message(
    proposal: Proposal, verification: Verification, incident: Incident, *, now: datetime
) -> Rendered:
    """What the check showed; if not what was expected, the way back beside it."""
    first = post_line(incident, now)
    shows = "shows" if verification.ok else "does not show"
    at = clock(verification.at, now, zone="UTC" not in first)
    second = f"P-{proposal.number}: the check at {at} {shows} the expected state"
    facts = [
        f"Seen: {prose(verification.seen, 400)}",
        f"Expected: {prose(proposal.expect, 300)}",
        f"After: {deed(proposal.mitigation)}",
    ]
    back = [] if verification.ok else [preformatted("Undo by hand", [command(proposal.undo)])]
    return message([first, second, *facts[:1]], [section(first, f"*{second}*"), section(*facts)], back)
