"""What bots say that is no alert: releases, digests, surveys, shifts, and what people did with an alert elsewhere."""

import re

from bot.listeners.sources.post import Message, headings, poster
from bot.listeners.sources.slack_text import headless

_NEVER = re.compile(
    r"lookout|github|gitlab|bitbucket|jira(?: cloud)?|confluence|linear|asana|trello|notion|google (?:calendar|drive)"
    r"|outlook calendar|zoom|polly|geekbot|donut|giphy|figma|miro|dependabot|renovate",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"\b(?:pull request|merge request|commits?|merged|build|pipeline|workflow|deploy(?:s|ed|ing)?|releas(?:ed?|ing)"
    r"|stand-?up|reminder|digest|report|survey|poll|meeting|calendar|on-call (?:schedule|shift))\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\bon[- ]?call (?:schedule|shift|hand-?off|rotation|report|now|for)"
    r"|\b(?:is|are|goes|going|went) (?:now )?(?:on|off)[- ]call"
    r"|\bshift (?:starts|started|ends|ended|begins|change)"
    r"|\b(?:daily|weekly|monthly|nightly|hourly|morning|quarterly) (?:\w+ )?"
    r"(?:digest|report|summary|recap|review|overview)"
    r"|\b(?:digest|survey|newsletter|webinar|user feedback|post-?mortem|retrospective|status update|stakeholder)\b"
    r"|\bnotes? (?:was |were )?added|\badded (?:a )?(?:note|comment|tag|responder)|\bnew (?:note|comment)"
    r"|\bcommented\b|\bassigned (?:to|by)\b|\btook ownership|\bresponders? (?:was |were )?(?:added|requested)"
    r"|\bsnoozed\b|\bmerged into\b|\b(?:un)?muted\b"
    r"|\bdowntime (?:was |has )?(?:started|scheduled|ended|cancell?ed|created)"
    r"|\bmaintenance (?:window )?(?:was |has )?(?:started|scheduled|ended|begins|completed)"
    r"|\b(?:deployed|deployment (?:of|to)|deploy (?:of|to|finished|succeeded|started)|new release)\b"
    r"|\breleased? (?:version|v?\d)|\bversion \S{1,40} (?:was )?(?:released|deployed)"
    r"|\b(?:monitor|policy|dashboard|alert rule|rule|uptime check|notification channel|integration|webhook|schedule"
    r"|budget) (?:\S{1,80} ){0,4}"
    r"(?:was |has been )(?:created|edited|modified|updated|deleted|renamed|verified|enabled|disabled|connected)\b"
    r"|\b(?:build|pipeline|job) (?:#?\d+ )?(?:succeeded|passed|finished|completed)",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\[(?:firing|resolved|(?:re-?)?triggered|recovered|warn|alert|alarm|ok|closed|no data|acknowledged|p[1-5])\b"
    r"|(?:new alert|firing|resolved|(?:re-?)?triggered|recovered|warn(?:ing)?|critical|alarm|ok|closed|no data"
    r"|acknowledged)(?:\s?[:|]|\s\[?#\d)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"')


def never_alerts(message: Message) -> bool:
    """Whether its bot is one of those that have nothing to fire."""
    return _NEVER.fullmatch(poster(message)) is not None


def is_idle(line: str) -> bool:
    """Whether a line has words of work that goes on: releases, reviews, meetings."""
    return _IDLE.search(line) is not None


def talks(message: Message) -> bool:
    """Whether the post tells what people or releases did; a headline with a state at its head is never only talk."""
    lines = [headless(line) for line in headings(message)[:4]]
    if any(_MEANT.match(line) for line in lines):
        return False
    return any(_TALK.search(_QUOTED.sub('""', line)[:400]) for line in lines[:2])
