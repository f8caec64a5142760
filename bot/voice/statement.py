"""A person's statement inside machine text: the one rule for log lines, annotations and other quotes.

Log vocabulary must pass ("ACK received seq=88121", "could not resolve host"); what reads alone as somebody's word
("Acknowledged by nora", "ops is on it, go back to bed") must not, since phones and copies drop code fences.
"""

import re
from functools import lru_cache

from bot.voice.lexicon.foreign import CLAIMS_ABROAD
from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.markup import unfold
from bot.voice.normalise import normalise
from bot.voice.rules.names import speaks
from bot.voice.spelling import respell

_STAMP = re.compile(
    r"^(?:\s*(?:E\d+│|[>|$#*•-]|\[[^\]\n]{0,60}\]|\([^)\n]{0,40}\)|<[^>\n]{0,60}>|"
    r"\d{4}-\d\d-\d\d[T ]?|\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?Z?|[+-]\d\d:?\d\d"
    r"|(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)\b:?|[IWEF]\d{4}\b|"
    r"[A-Za-z][\w.-]{0,30}:(?=\s)|[a-z]+=\"?(?=\w)))+\s*",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"[\"']([^\"'\n]{3,200})[\"']|(?:msg|message|note|text|comment|summary|description|"
    r"reason)[=:]\s*([^\"=\n]{3,200})",
    re.IGNORECASE,
)
_WHO = (
    r"(?:team|teams|sre|sres|ops|devops|on-?call|dba|dbas|engineer|engineers|commander|ic|"
    r"owner|human|humans|someone|somebody|everyone|people|folks|guys|crew|colleague|"
    r"responder|responders|lookout|bot|triage-?bot|incident commander|staff|shift|they)"
)
_SAYS = re.compile(
    r"\b(?:"
    r"(?:i|we)(?:'m| am|'re| are|'ve| have|'ll| will| own| got| took| fixed| handle| take| "
    r"can| confirm| approve| acknowledge| did| resolved| just| already)\b(?! (?:retry|restart|"
    r"abort|exit|the (?:new )?leader|leader|a follower|shutting|not sure))"
    r"|\b(?:im|ive|ill|weve) (?:on|got|taking|handling|fixing|looking|take|working|own)\b|"
    r"\b(?:is|was) mine\b|^mine\b"
    rf"|\b{_WHO}\b (?:\w+ ){{0,2}}?(?:has|have|got|had) (?:this|it|that|been (?:paged|notified|informed)"
    r"|taken|everything|the incident|approved|confirmed|acknowledged|signed|agreed)\b"
    rf"|\b{_WHO}\b (?:\w+ ){{0,2}}?(?:is|are|'s) (?:already |now |currently )?(?:on it|on this|aware|handling"
    r"|looking|working|fixing|investigating|engaged|fine with|on the case|taking|informed|joining)\b"
    rf"|\b{_WHO}\b (?:\w+ )?(?:acknowledged|approved|confirmed|fixed|resolved|owns|took|agreed|signed off"
    r"|handles|accepted|is fixing)\b"
    r"|(?:^|[,;.!:] ?|\b(?:is|are|am|already|team|now|ops|sre|been|and) )on it\b(?! (?:failed|"
    r"was|is|has|timed))|\bgot (?:it|this)\b(?=$|[ ,.!;](?!from))|\bhas this\b(?=$|[,.!;])|"
    r"\btaking this\b|\btook this one\b"
    r"|\blooking into (?:it|this)\b|\bworking on (?:it|this|a fix)\b|\ball clear\b|\bfalse "
    r"alarm\b|\bstand down\b|\bunder control\b|\bin good hands\b|\ball good\b|\bon my way\b"
    r"|\bno (?:further )?action (?:is )?(?:needed|required|necessary)\b(?=$|[.!,])|\bnobody "
    r"(?:else )?(?:needs|has) to\b|\bno need to (?:join|ack|page|worry|wake|act|escalate|"
    r"respond|investigate)\b|\bback to (?:bed|sleep)\b"
    r"|\bno approval (?:is )?(?:needed|required)\b|\bsafe to ignore this\b|\beverything is "
    r"(?:fine|ok|under)\b|\bincident (?:is )?(?:over|closed|resolved|mitigated)\b|\bdo(?:n't| "
    r"not) (?:page|wake|worry|panic|join)\b"
    r"|\bp-\d+ (?:is |was |has been )?(?:approved|confirmed|authori[sz]ed|signed)\b|\bapprove "
    r"(?:proposal )?p-\d+\b|\b(?:approved|confirmed|signed off|authori[sz]ed) by (?:the "
    r")?(?:ic|commander|incident commander|owner|on-?call|human)\b"
    r"|\bresolved inc-?\d+\b|\binc-?\d+ (?:is |was )?(?:resolved|closed|fixed)\b|\byou are "
    r"the incident commander\b|\bsay that\b.{0,60}\b(?:owns?|on it|ack\w*)\b"
    r"|\bi(?:'m| am) the (?:owner|ic|incident commander|commander)\b|\brest easy\b|\bstay "
    r"tuned\b|\bleave it (?:to|with) (?:me|us|sre|ops)\b|\bcopy that\b(?=$|[,.!])|\broger "
    r"that\b"
    r"|\b(?:page|alert|incident) (?:has been |was |is )?(?:acknowledged|acked|handled|taken "
    r"care of)\b|\btaken care of\b|\bwill take care of\b"
    r")",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^(?:ack|acked|acknowledged|acknowledging|resolved|fixed|approved|confirmed|noted|"
    r"understood|roger|wilco|copy|handled|mitigated|solved|all fixed|claimed|mine|done|sorted|"
    r"investigating|handling|fixing|monitoring|received|got it|on it|closed|taken|owned|"
    r"restarted|rolled back|false alarm|all clear)"
    r"(?P<rest>$|[.!]+\s*.*$|,\s.*$|;\s.*$|\s+(?:by|thanks|thx|the (?:page|alert|incident|"
    r"issue)|this|it|now|already|and|for you|everything|\(ic\)|shortly|soon)\b.*$|"
    r"\s*[-—]\s.*$)",
    re.IGNORECASE,
)
_MACHINE_REST = re.compile(
    r"[=\[{]|\b(?:by|to)\s+(?!<?@)(?:the\s+)?(?:\S*\d\S*|\S*[._/-]\S*|broker|consumer|peer|client|"
    r"server|remote|host|kernel|controller|scheduler|kubelet|coredns|dns|leader|proxy|system|"
    r"worker|node|admission|default)\b"
    r"|\b\d+\b|\bconnection|message|offset|bytes|\bseq\b|thread|stack|delay",
    re.IGNORECASE,
)
_SHORT = 6
# A line in another script with neither a Latin word nor a figure in it is prose, whoever wrote it.
_STRUCTURED = re.compile(r"[A-Za-z]{3}|[=\d]")
_TERMS = vocabulary(
    "ack acked acknowledged resolved closed received done completed mine claimed fixed "
    "confirmed approved monitoring investigating"
)


def is_statement(text: str) -> bool:
    """Whether any line of a machine text reads alone as a person's statement."""
    return any(_line(line) for line in text.splitlines() if line.strip())


@lru_cache(maxsize=4096)
def _line(line: str) -> bool:
    folded = normalise(line)
    if folded.flaw in {"bidi", "tag"}:
        return True
    if folded.flaw == "script" and not _STRUCTURED.search(line):
        return True
    readings = unfold(folded.text.replace("`", "")).readings
    return any(map(_reads, readings))


def _reads(reading: str) -> bool:
    written = " ".join(reading.split())
    plain = respell(written)
    payload = _STAMP.sub("", plain)
    if plain != written and _OPENS.match(payload.strip(" .\"'")):
        return True
    parts = [payload, *(found.group(1) or found.group(2) for found in _QUOTED.finditer(plain))]
    if any(_says(part) for part in parts):
        return True
    if any(speaks(word.strip(".,;:\"'()")) for word in plain.split(" ")):
        return True
    foreign = [word for word in re.findall(r"[^\W\d_]+", payload.lower()) if word in CLAIMS_ABROAD]
    return bool(foreign) and len(payload.split(" ")) <= _SHORT and not re.search(r"[=\d{}/]", payload)


def _says(part: str) -> bool:
    part = part.strip(" .\"'")
    if not part:
        return False
    if _SAYS.search(part):
        return True
    opens = _OPENS.match(part)
    if opens is None:
        return False
    rest = opens.group("rest").strip()
    if not rest:
        return part.lower() not in _TERMS or part[0].isupper()
    return _MACHINE_REST.search(rest) is None
