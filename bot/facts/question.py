"""Questions: whether somebody asks something of an incident, what about, and which things they suspect.

Patterns and no more: what is asked is nearly always one of a few things, and an answer says which of them it gives.
Words that ask for another look ("look again", "check the pods") are no question.
"""

import re
from typing import NamedTuple

from bot.domain.answer import Topic

_POLITE = r"^(?:(?:please|pls|hey|hi|ok|so|and|but|now|can|could|would|will|you|lookout)[\s,]+)*"
_LOOK = re.compile(
    _POLITE + r"(?:just\s+)?(?:(?:have|take|do) )?(?:a |another |one more )?"
    r"(?:re-?)?(?:look|check|triage|diagnose|try|read|run|scan|refresh|investigate|analy[sz]e)\b"
)
_OPENS = re.compile(
    r"^(?:(?:so|and|but|ok|hey|hi|please|now|then|also)[\s,]+)*(?:"
    r"(?:why|what|who|whose|when|where|which|how|is|are|was|were|did|does|could|can|has|had|would|should|might)"
    r"(?:n't|'s|'re|'d)?\b"
    r"|(?:do|have|will|may)(?:n't)? (?:we|i|you|they|the|any|anybody|anyone|these|those|this)\b|won't\b)"
)
_ASKS = re.compile(r"\b(?:why|what|who|whose|when|where|which|how|any(?:thing|one|body)?)\b")
_WORDS = 4
_AFTER = r"^(?:(?:so|and|but|ok|hey)[\s,]+)*"
_WHY = r"(?:why|how come|what (?:caused|causes|broke|failed|happened|is wrong|went wrong)|what's wrong)\b"
_DO = _POLITE + (
    r"(?:restart|roll ?-?back|revert|undo|scale|fix|delete|kill|drain|(?:un)?cordon|evict|bounce|resize|redeploy|deploy"
    r"|increase|raise)\b"
)
_OWNER = (
    r"\bwho(?:'s|se)?\b.*\b(?:owns?|owner|owning|has (?:it|this)|on it|on this|on[- ]?call|responsible|command(?:er|s)?"
    r"|ic|taking|took|handling)\b|\bowner\b"
    r"|\b(?:any|some)(?:one|body) (?:on|own\w*|looking|working|handling|taking)\b"
)
_NEXT = (
    r"\bshould (?:we|i)\b|\bwhat (?:next|now)\b"
    r"|\bwhat (?:can|do|could|to) (?:(?:we|i) )?(?:do|check|look|try)\b"
    r"|\bnext (?:step|check)s?\b|\bwhere (?:do|should|to) .*\b(?:look|start)\b"
    r"|\bhow (?:do|can|could|to) .*\b(?:check|verify|confirm|test|prove|tell|fix|solve)\b"
)
_READ = (
    r"\bwhat\b.*\b(?:read|checked|looked (?:at|into)|look at|seen|see|inspected)\b"
    r"|\b(?:did|have|has|could|can) (?:you|lookout|it) (?:\w+ )?(?:read|checked|check|looked|look|seen|see)\b"
    r"|\bwhat evidence\b|\bwhich (?:logs|reads|sources|evidence)\b|\bnot read\b"
)
_SUSPECT = (
    _AFTER + r"(?:is|was|are|could|might|may|can|isn't|wasn't) (?:it|this|that|these|they)\b"
    r"|\b(?:because of|caused by|due to|related to|to do with|to blame|at fault|the (?:cause|culprit))\b"
)
_CHANGED = (
    r"\b(?:chang\w+|deploy\w*|roll(?:ed)?[ -]?outs?|releas\w+|revisions?|new version|merged|upgrad\w+|diff)\b"
)
_CAUSE = _WHY + (
    r"|\b(?:cause|reason|root cause|diagnosis|diagnose|hypothes[ie]s"
    r"|what(?:'s| is| was) (?:the )?(?:wrong|broken|problem|issue|matter|cause|reason|happening))\b"
)
TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = tuple(
    (topic, re.compile(pattern))
    for topic, pattern in (
        (Topic.DO, _DO),
        (Topic.OWNER, _OWNER),
        (Topic.WHY, _AFTER + _WHY),
        (Topic.NEXT, _NEXT),
        (Topic.READ, _READ),
        (Topic.BEGAN, r"\b(?:when|since when|how long)\b"),
        (Topic.SUSPECT, _SUSPECT),
        (Topic.CHANGED, _CHANGED),
        (Topic.WHY, _CAUSE),
        (Topic.SUSPECT, r"^(?:is|are|was|were|has|have|does|do|did|could|can)(?:n't)?\b"),
    )
)
"""What questions are about, the first that fits; where none does, the cause is what is nearest."""
_SAYS_NOTHING = """
    a about actually again all an and any are as ask at bad be because been being blame broken but by can cause caused
    causes could culprit did do does doing down due error errors failing fault for from full going had happen happened
    happening has have having here how i in is isn't issue it its just like lookout may maybe might more not now of off
    ok on one only or our out over perhaps please possible possibly problem ran really related run running runs same
    service slow so some something still than that the their there these they thing think this those to too trouble
    under up us was wasn't we were what when where which who why will with would wrong you your
"""
_STOP = frozenset(_SAYS_NOTHING.split())
_WORD = re.compile(r"[a-z0-9][a-z0-9._-]*[a-z0-9]|[a-z]")
_MOST = 3
_KIN = {
    "db": ("database", "postgres", "mysql", "mariadb", "mongo", "sql", "db-", "-db"),
    "database": ("db", "postgres", "mysql", "mariadb", "mongo", "sql", "db-"),
    "network": (
        "networkpolicy",
        "network-policy",
        "unreachable",
        "connection refused",
        "timed out",
        "packet",
    ),
    "dns": ("no such host", "nxdomain", "name resolution", "coredns"),
    "memory": ("oom", "heap", "outofmemory"),
    "oom": ("memory", "out of memory"),
    "ram": ("memory", "oom"),
    "cpu": ("throttl",),
    "disk": ("volume", "storage", "pvc", "diskpressure", "no space left"),
    "storage": ("volume", "pvc", "disk"),
    "deploy": ("revision", "rollout", "image"),
    "deployment": ("revision", "rollout"),
    "rollout": ("revision",),
    "release": ("revision", "rollout", "image"),
    "config": ("configmap", "environment variable", "secret"),
    "configuration": ("configmap", "environment variable"),
    "certificate": ("x509", "tls", "cert"),
    "cert": ("x509", "tls", "certificate"),
    "tls": ("x509", "certificate"),
    "quota": ("exceeded quota",),
    "image": ("registry", "imagepull", "errimagepull"),
    "registry": ("image", "imagepull"),
    "healthcheck": ("probe",),
    "probe": ("readiness", "liveness"),
    "node": ("kubelet", "notready"),
    "traffic": ("requests", "load"),
    "load": ("requests", "cpu"),
    "autoscaler": ("hpa", "horizontalpodautoscaler"),
    "hpa": ("autoscaler",),
}


class Question(NamedTuple):
    """What is asked: `exact` if the words are of that topic, else it is only the nearest."""

    topic: Topic
    exact: bool
    suspects: tuple[str, ...] = ()


def question_in(text: str) -> Question | None:
    """The question that these words are, None if they ask nothing."""
    asked = _plain(text)
    if not _is_question(asked):
        return None
    topic = next((topic for topic, pattern in TOPICS if pattern.search(asked)), None)
    suspects = suspects_in(asked) if topic is Topic.SUSPECT else ()
    if topic is None or (topic is Topic.SUSPECT and not suspects):
        return Question(Topic.WHY, exact=False)
    return Question(topic, exact=True, suspects=suspects)


def suspects_in(text: str) -> tuple[str, ...]:
    """What a question suspects, at most three words: "is it the DB?" suspects `db`."""
    found = (word for word in _WORD.findall(_plain(text)) if word not in _STOP and len(word) > 1)
    return tuple(dict.fromkeys(found))[:_MOST]


def naming(suspect: str) -> re.Pattern[str]:
    """What a text has in it that names this suspect, or a thing of its kind; for texts in small letters."""
    words = (suspect, suspect.rstrip("s") or suspect, *_KIN.get(suspect, ()))
    return re.compile("|".join(rf"(?<![a-z0-9]){re.escape(word)}" for word in dict.fromkeys(words)))


def _plain(text: str) -> str:
    return " ".join(text[:600].lower().replace("\u2019", "'").split())


def _is_question(asked: str) -> bool:
    if _LOOK.match(asked):
        return False
    if _OPENS.match(asked):
        return len(asked.split()) > 1
    return asked.endswith("?") and (_ASKS.search(asked) is not None or len(asked.split()) >= _WORDS)
