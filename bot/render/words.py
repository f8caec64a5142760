"""How names, people, times, counts and typed words are written inside Lookout's own sentences.

Whatever did not come from this program passes through here: `name` for a short untrusted name, `code` for a
command, `prose` for a sentence of the rules (it holds object names), `typed` for what a human typed,
`mention` for an account.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.voice.quotes import NAME_WITHHELD, inert, sanitise

_USER = re.compile(r"[A-Z][A-Z0-9]{1,30}")
_GROUP = re.compile(r"(?:<!subteam\^)?(S[A-Z0-9]{1,30})>?")
_SYSTEMS = {
    "alertmanager": "Alertmanager",
    "grafana": "Grafana",
    "robusta": "Robusta",
    "datadog": "Datadog",
    "pagerduty": "PagerDuty",
    "opsgenie": "Opsgenie",
    "cloudwatch": "CloudWatch",
    "sentry": "Sentry",
    "gcp": "Google Cloud Monitoring",
}
CUT = "…"
_STAR = "∗"
_PERMALINK = re.compile(r"https?://[!-;=?-{}~]{1,500}")


def clip(text: str, limit: int) -> str:
    """The text within `limit` characters; a cut is marked and leaves no half entity, tag or code span."""
    if len(text) <= limit:
        return text
    kept = text[: max(0, limit - 2)]
    for opening, closing in (("<", ">"), ("&", ";")):
        if kept.rfind(opening) > kept.rfind(closing):
            kept = kept[: kept.rfind(opening)]
    return kept + (CUT + "`" if kept.count("`") % 2 else CUT)


def one_line(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


def _start(text: str, limit: int) -> str:
    """As much of a text as could be shown, on one line: what is cut need not be judged."""
    return one_line(text[: 8 * limit])[: 2 * limit]


def name(text: str, limit: int = 120) -> str:
    """An untrusted short name, safe inside a sentence; a note in brackets if there is none, or it speaks."""
    return clip(inert(_start(text, limit), limit), limit)


def code(text: str, limit: int = 300) -> str:
    """An untrusted name or a command as a code span."""
    return f"`{name(text.replace('`', ''), limit)}`"


def prose(text: str, limit: int = 600) -> str:
    """A sentence of the rules or a gate, which may hold untrusted names: one line, no markup, clipped."""
    return clip(sanitise(_start(text, limit).replace("->", "→")), limit)


def command(text: str, limit: int = 800) -> str:
    """A command to paste, as one sanitised line for preformatted text."""
    kept = _start(text, limit).replace("*", _STAR)  # in preformatted text an asterisk is no markup
    return clip(sanitise(kept).replace(_STAR, "*"), limit) or "-"


def typed(text: str, limit: int = 300) -> str:
    """A human's own words as a code span, or a note that nothing was typed."""
    if not text.strip():
        return "(no words given)"
    shown = code(text, limit)
    return "(words withheld; the record has them)" if shown == f"`{NAME_WITHHELD}`" else shown


def mention(user_id: str) -> str:
    """`<@U1>` for a Slack account; any other actor (a shell, a file) as a name in code."""
    return f"<@{user_id}>" if _USER.fullmatch(user_id) else code(user_id, 60)


def linked(label: str, address: str) -> str:
    """A label of code as a link to a message, or the label alone if that is no address of one."""
    return f"<{address.replace('&', '&amp;')}|{label}>" if _PERMALINK.fullmatch(address) else label


def group_mention(group: str) -> str:
    """`<!subteam^S1>` for a Slack user group, by its id or already so written; "" for anything else."""
    found = _GROUP.fullmatch(group)
    return f"<!subteam^{found.group(1)}>" if found else ""


def system(source: str) -> str:
    """The name of the system an alert came from: "Alertmanager"; an unknown one as "The alert's source"."""
    return _SYSTEMS.get(source.lower(), "The alert's source")


def utc(at: datetime) -> datetime:
    """The time in UTC; one without zone is taken as UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def clock(at: datetime, now: datetime, *, zone: bool = False) -> str:
    """`02:14`, with `zone` `02:14 UTC`; the date behind it if not today's (`23:50 on 2026-11-20`)."""
    then = utc(at)
    said = then.strftime("%H:%M UTC" if zone else "%H:%M")
    return said if then.date() == utc(now).date() else f"{said} on {then.date().isoformat()}"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 pod`, `3 pods`."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def listed(items: Sequence[str], most: int, noun: str) -> str:
    """Items joined by "; ", at most `most` of them; how many more there are is said."""
    shown = "; ".join(items[:most])
    more = len(items) - most
    return f"{shown}; {count(more, 'more ' + noun, f'more {noun}s')} not listed" if more > 0 else shown
