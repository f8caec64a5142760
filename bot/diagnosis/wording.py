"""Wording: a model's sentences made fit to be kept, or dropped.

The language guard stands before Slack whatever happens here. What it would withhold is dropped already now, so that no
message has a hole where its sentence was, and what is dropped is counted. A sentence that says something was read
needs a read of that kind which was executed.
"""

import re
from collections.abc import Sequence

from bot.diagnosis.addresses import unlinked
from bot.domain.diagnosis import Evidence
from bot.domain.snapshot import Read
from bot.facts.raw import text
from bot.voice.judge import judge
from bot.voice.quotes import sanitise

STATEMENT, REST = 400, 400
_PAIRED = re.compile(r"(\*{1,3}|~~?|_{2})(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"^(?:#{1,6}|[-*•]|\d+[.)])\s+")
_SOURCE = (
    r"\b(?:(?P<log>logs?|log lines?)|(?P<event>events?)|(?P<metric>metrics?|measurements?|prometheus)"
    r"|(?P<runbook>runbooks?)|(?P<past>past (?:diagnoses|incidents)|rollout history)"
    r"|(?P<never>traces?|tracing|dashboards?|repository|source code|wiki|documentation|tickets?|database))\b"
)
_READ = (
    r"(?:read|checked|inspected|examined|reviewed|queried|searched|verified|looked at|analy[sz]ed|consulted)"
)
_READING = r"(?:reading|checking|inspecting|examining|reviewing|querying|searching|analy[sz]ing|consulting)"
_CLAIMS_READ = (
    re.compile(
        rf"{_SOURCE}[^.;:]{{0,60}}?\b(?:was|were|has been|have been)(?: \w+)? {_READ}\b", re.IGNORECASE
    ),
    re.compile(rf"\b{_READING} (?:of )?(?:the )?(?:[\w-]+ ){{0,3}}?{_SOURCE}", re.IGNORECASE),
)
_KINDS = {
    "log": ("log",),
    "event": ("event",),
    "metric": ("metric", "signal"),
    "runbook": ("runbook",),
    "past": ("past", "history", "rollout", "revision"),
    "never": (),
}


def words(raw: object, *path: str, limit: int = 300) -> str:
    """The text there as any database takes it, cut to its first characters; "" if none."""
    return text(raw, *path)[:limit].encode("utf-8", "replace").decode().strip()


def said(raw: object, *path: str, limit: int = REST) -> str:
    """The text there on one line, without markup, and without what could ping, link, hide or steer; "" if none."""
    return _clipped(unlinked(_plain(raw, path, limit)), limit)


def command(raw: object, *path: str, limit: int = REST) -> str:
    """As `said`, of what is shown as code, where no address becomes a link: names of hosts stay as they are."""
    return _clipped(_plain(raw, path, limit), limit)


def unsayable(sentence: str) -> str:
    """The rule of the guard that a sentence breaks, "" if it may be said."""
    return judge(sentence).rule


def unread(sentence: str, evidence: Sequence[Evidence], reads: Sequence[Read] = ()) -> str:
    """What a sentence says was read although no read of that kind was executed, "" if there is nothing such."""
    sources = " ".join([*(one.source for one in evidence), *(one.what for one in reads)]).casefold()
    for claim in _CLAIMS_READ:
        for found in claim.finditer(sentence):
            kind = str(found.lastgroup)
            if not any(word in sources for word in _KINDS[kind]):
                return found[kind].casefold()
    return ""


def _plain(raw: object, path: Sequence[str], limit: int) -> str:
    line = " ".join(sanitise(words(raw, *path, limit=4 * limit)).split())
    return _HEADING.sub("", _PAIRED.sub(r"\2", line))


def _clipped(plain: str, limit: int) -> str:
    return plain if len(plain) <= limit else plain[: limit - 2].rstrip() + " …"
