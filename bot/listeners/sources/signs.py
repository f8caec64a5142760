"""The signs by which a reader tells an alert from other bots' talk, and a firing one from one that is over.

A word of state at the head of a headline, a state field, a sentence that says who closed it; else a colour or an emoji
together with words of trouble. What decides that an alert is over must be plainer than what says that it fires: a wrong
"over" would quieten an incident, a wrong "fires" only opens one.
"""

import colorsys
import re
from collections.abc import Iterator

from bot.domain.alert import AlertState
from bot.listeners.sources.chatter import is_idle, never_alerts, talks
from bot.listeners.sources.post import Message, colours, fields, headings, poster, texts
from bot.listeners.sources.slack_text import bare, headless, unmarked

HUES = ((0.06, "danger"), (0.17, "warning"), (0.2, ""), (0.5, "good"), (0.94, ""))
"""Where each shade ends on the circle of hues, which begins and ends at red."""
PALE = 0.25

FIRING, RESOLVED, NO_DATA = AlertState.FIRING, AlertState.RESOLVED, AlertState.NO_DATA

_STATES = {
    FIRING: r"firing|alarm|alert(?:ing)?|new alert|(?:re-?)?triggered|warn(?:ing)?|critical|error|fatal|emergency"
    r"|problem|down|open|ack(?:nowledged)?|escalated|degraded|outage|sev-?[0-5]|p[0-5]"
    r"|ausgelöst|störung|ausfall|warnung|kritisch|alarme|alerte|alerta|déclenchée?|panne|critique|crític[oa]|disparad[oa]"
    r"|activad[oa]|problème|problema|アラート|障害|発生|警告|告警|报警|触发|경보|장애",
    RESOLVED: r"resolved|recovered|recovery|closed|cleared|ok|up|back to normal"
    r"|behoben|gelöst|entwarnung|wiederhergestellt|résolue?|rétablie?|resuelt[oa]|recuperad[oa]|resolvid[oa]|normalizad[oa]"
    r"|risolt[oa]|復旧|回復|解決|已?恢复|已?解决|복구|해결",
    NO_DATA: r"no[ -]?data|insufficient[ _]data|keine daten|pas de données|sin datos|sem dados|データなし|无数据",
}
_WORDS = {
    state: re.compile(rf"([\[【]?)({words})(?![\w-])(.{{0,3}})", re.IGNORECASE)
    for state, words in _STATES.items()
}
_PLAIN = re.compile(r"firing|(?:re-?)?triggered|new alert|no ?data|insufficient[ _]data", re.IGNORECASE)
_AFTER = re.compile(r'[\]】]|\s?[:：|!#–—]|\s-|\s"|\s\[|$')
_HEX = re.compile(r"[0-9a-f]{6}")
_FIELD = re.compile(
    r"(?:(?:alert|alarm|incident|current|new) )?(?:state|status)|zustand|état|statut|estado|stato|状態|ステータス|状态",
    re.IGNORECASE,
)
_VALUES = {
    FIRING: re.compile(
        r"(?:in )?alarm|alert(?:ing)?|triggered|firing|open|new|critical|warning|acknowledged|active|problem|down"
        r"|ausgelöst|aktiv|offen|déclenchée?|ouverte?|activ[oa]|abiert[oa]|abert[oa]|発生中?|告警中?",
        re.IGNORECASE,
    ),
    RESOLVED: re.compile(
        r"ok|resolved|closed|recovered|inactive|normal|up|behoben|gelöst|geschlossen|résolue?|fermée?|resuelt[oa]|cerrad[oa]"
        r"|resolvid[oa]|fechad[oa]|復旧済?み?|解決済?み?|已?恢复|已?解决",
        re.IGNORECASE,
    ),
    NO_DATA: re.compile(r"no ?data|insufficient[ _]data", re.IGNORECASE),
}
_ENDED = re.compile(
    r"(?:issue|incident|alert|alarm|monitor)\b.{0,300}?\b(?:resolved|closed|recovered) by (?-i:[@A-Z])",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:not|will|when|until|if|unless|can|to) (?:be )?(?:\w+ )?(?:resolved|closed|recovered)",
    re.IGNORECASE,
)
_ALARM = re.compile(
    r":(?:red_circle|rotating_light|fire|warning|x|bangbang|exclamation|large_red_square):|[🔴🔥🚨⚠❌❗‼]"
)
_TROUBLE = re.compile(
    r"\b(?:errors?|fail(?:ed|ing|ures?)?|down|unhealthy|unavailable|unreachable|exceed(?:ed|s)|threshold|latency"
    r"|time-?outs?|high|low|crash\w*|oom\w*|exceptions?|saturat\w+|degraded|not ready|lag|backlog|full|lost)\b"
    r"|\w+Error\b",
    re.IGNORECASE,
)
_WATCHERS = re.compile(
    r"sentry|pagerduty|opsgenie|jira service|datadog|cloudwatch|amazon q|aws chatbot|google cloud|stackdriver|new relic"
    r"|prometheus|alertmanager|grafana|robusta|zabbix|nagios|icinga|checkmk|uptime|pingdom|statuscake|splunk|victorops"
    r"|dynatrace|honeycomb|elastic|kibana|healthchecks|alert|monitor",
    re.IGNORECASE,
)


def state_of(message: Message) -> AlertState | None:
    """What the message says of its signal; None if it does not read as an alert."""
    if never_alerts(message) or talks(message):
        return None
    lines = headings(message)
    if any(_ended(text) for text in texts(message)):
        return RESOLVED
    named = next((state for line in lines if (state := said_at_head(line, message))), None)
    return named or _in_field(message) or _by_looks(message, lines)


def said_at_head(line: str, message: Message) -> AlertState | None:
    """The state whose word stands at the head of a headline."""
    for state, words in _WORDS.items():
        match = words.match(headless(line))
        if match and _counts(match, state, message):
            return state
    return None


def _counts(match: re.Match[str], state: AlertState, message: Message) -> bool:
    """Whether the word is meant as a state: set off from what follows, shouted, or plain in itself."""
    bracket, word, after = match.groups()
    if bracket or after.startswith((":", "：")):
        return bool(bracket) or word.lower() != "open"
    if is_idle(match.string):
        return False
    if state is RESOLVED:
        return _AFTER.match(after) is not None or "good" in shades(message)
    return _AFTER.match(after) is not None or word.isupper() or _PLAIN.fullmatch(word) is not None


def _in_field(message: Message) -> AlertState | None:
    values = [unmarked(value) for title, value in fields(message) if _FIELD.fullmatch(title)]
    return next((state for one in values for state, known in _VALUES.items() if known.fullmatch(one)), None)


def _ended(text: str) -> bool:
    line = unmarked(text.strip().partition("\n")[0])
    return _ENDED.match(line) is not None and _DOUBT.search(line) is None


def _by_looks(message: Message, lines: tuple[str, ...]) -> AlertState | None:
    """Firing by colour or emoji, if it also reads of trouble and not of a release or a meeting."""
    words = " ".join(lines[:3])
    looks = "danger" in shades(message) or any(_ALARM.search(text[:40]) for text in _tops(message))
    if not looks or is_idle(words):
        return None
    return FIRING if _TROUBLE.search(words) or _WATCHERS.search(poster(message)) else None


def _tops(message: Message) -> Iterator[str]:
    yield from (bare(text) for text in texts(message)[:3])


def shades(message: Message) -> tuple[str, ...]:
    """What the colours of its attachments say."""
    return tuple(map(_shade, colours(message)))


def _shade(colour: str) -> str:
    """What a colour says, in Slack's own words "danger", "warning" and "good"; "" if it says nothing."""
    if not _HEX.fullmatch(colour):
        return colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < PALE:
        return ""
    return next((said for end, said in HUES if hue < end), "danger")
