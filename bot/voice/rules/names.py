"""Identifiers that speak: `i-am-on-it-7d9f` is a sentence, `fix-orphan-rows` a name."""

import re
from functools import lru_cache

_PARTS = re.compile(r"[-_./:+]+|(?<=[a-z])(?=[A-Z])")
# "all-clear-notifications" is a queue, "all-clear-7d9f" a pod that was named to be read.
_NOTHING_NAMED = (
    r"(?= (?:$|(?:(?!v\d+ )\S*\d\S*|now|by|go|stand|no|already|everyone|team|all|required|needed|thanks|relax|back|"
    r"ignore) ))"
)
_SPEAKS = re.compile(
    r" (?:(?:i|we) (?:am|are|own|have|got|will|take|took|fix|fixed|handle|ve|ll|m|re)|(?:im|"
    r"ive|ill|weve) (?:on|got|taking|handling|fixing|looking|take|it|own|working)"
    r"|(?:on|got|have|has|own|owns|taking|handling|took|fixing|fixed) (?:it|this|that) "
    r"(?:$|(?:now|already|by|and|no|sre|team|ops|everyone|all|stand|go|ack\w*|relax)\b)|"
    r"(?:all clear|false alarm|stand down|under control|no action|safe to ignore|incident (?:is )?(?:over|closed|"
    r"resolved|"
    r"done))" + _NOTHING_NAMED + r"|no need"
    r"|nobody needs|go back to|(?:back|go|off) to (?:bed|sleep|normal)|in progress by|looking into|working on (?:it|"
    r"this)|"
    r"taking over|copy that $|roger that $|self assigned"
    r"|(?:fixed|resolved|acknowledged|acked|approved|closed|handled|owned|taken|mitigated|"
    r"solved|confirmed|claimed|done|assigned|paged) (?:by|to) (?!(?:the )?(?:controller|"
    r"operator|system|broker"
    r"|proxy|kubelet|scheduler|dns|coredns|default|server|api|node|queue|consumer|worker|"
    r"admission|policy|webhook|csr)\b)[a-z]+"
    r"|already (?:fixed|resolved|acknowledged|handled|approved)|(?:team|sre|ops|oncall) "
    r"(?:has|is|owns|aware|on)|everything (?:is )?(?:fine|ok)|all (?:good|fixed|done|"
    r"resolved) $|^ (?:ack|acknowledged|resolved) $) ?"
)


@lru_cache(maxsize=8192)
def speaks(name: str) -> bool:
    """Whether an identifier reads as a person's statement when its joints are read as spaces."""
    words = [word.lower() for word in _PARTS.split(name) if word]
    return len(words) > 1 and _SPEAKS.search(f" {' '.join(words)} ") is not None
