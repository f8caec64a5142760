"""Sentences without a subject: who acknowledged, who is investigating, who restarted? The reader fills in a person.

The positive rule of the guard: a piece may begin with a participle only if it is the state of a thing or a gerund that
some finite verb makes a subject.
"""

import re
from functools import lru_cache

from bot.voice.lexicon import verbs
from bot.voice.lexicon.claims import CLAIM_WORDS
from bot.voice.lexicon.classes import PROTOCOL_WORDS
from bot.voice.lexicon.vocabulary import vocabulary

_RADIO = frozenset(verbs.RADIO.split())
_FILL = frozenset(verbs.FILLERS.split())
_WORK = frozenset(verbs.WORK.split())
_DONE = frozenset(verbs.DONE.split())
_ACKS = frozenset(verbs.RECEIPT.split()) | {"ack", "acks"}
_LEAD = vocabulary(
    "still now already currently just actively also all ok okay yes yep yeah sure thanks "
    "great well so and then hi hello hey please "
    "anyway hereby duly fully finally successfully automatically auto self manually being "
    "today again right quickly but or "
    "indeed soon presently meanwhile here am was is are been have has had got , ! ' "
    "apparently presumably likely probably possibly maybe seemingly then tl;dr p.s. update note status "
    "closely continuously immediately urgently personally definitely really as you"
)
_STATES = vocabulary(
    "missing failing pending crashing running remaining waiting firing starting terminating "
    "expiring lagging stalling rising falling "
    "growing dropping leaking throttling flapping hanging blocking erroring listening "
    "serving depending according regarding "
    "concerning including excluding during following nothing something anything everything "
    "string ping ring king thing evening "
    "morning warning setting settings building training meeting routing logging caching "
    "networking scheduling billing shipping "
    "pricing rating ranking listing tracing timing spring bring existing matching "
    "conflicting overlapping dangling "
    "underlying trailing corresponding restarting-loop processing pooling polling sibling "
    "ceiling mapping binding ending heading finding loading reading "
    "spelling wording typing beginning opening being readings findings bindings mappings listings"
)
_RUNS = re.compile(
    r"^ running (?:the |a |an |some |more |my )?(?:diagnostics|tests?|T:checks?|checks?|"
    r"kubectl|commands?|F:\S+|scripts?|runbooks?|playbooks?|analysis|queries|point|this|it)\b"
)
_RAN = re.compile(
    r"^ ran (?:the |a |an )?(?:D:|C:|kubectl|command|commands|script|rollback|F:|restart|helm|"
    r"S:helm|it|that|this)"
)
_AT_IT = re.compile(
    r"^ (?:(?:throttling|blocking|restarting|dropping|starting|stopping|processing|scheduling|"
    r"bringing|terminating|expiring|"
    r"polling|mapping|binding|loading|setting|building|adding|removing|provisioning|inspecting) "
    r"(?:the|all|a|more|another|extra|"
    r"N:|D:|T:(?!\S+ (?:is|are|was|were) ))|(?:serving|acting|standing in) as (?:the |your |our |an? "
    r")?(?:I:incident )?H:|failing over(?= (?:$|to|now))|(?:pulling|fetching|grabbing|grepping|"
    r"collecting) (?:the )?(?:T:)?(?:logs|metrics|traces|events|up|more)|[a-z]+ing (?:your|the) "
    r"(?:I:\S+|request|question|ask|call)(?= (?:$|now|,)))"
)
# "Exceeded the limit" happened to a thing; "Blocked the address" somebody did.
_OBJECT = re.compile(
    r"^ (?!exceeded|failed|reached|missed|crossed|passed|exhausted|needed|used|lacked|received|"
    r"entered|ended|based|"
    r"opened the circuit|closed the (?:connection|socket)|timed|refused|rejected|ignored|expected|"
    r"wanted|watched by|served|dropped|lost|processed|handled N:|counted)"
    r"[a-z]+ed (?:the|all|a|an|your|this|that|both|two|three|every|another|some|I:\S+|N:\S+ (?:(?!T:)\S+ )?T:\S+) "
)
_FAILED_OVER = re.compile(r"^ failed over ")
_BEGUN = re.compile(
    r"^ (?:started|began|begun|resumed|continued|kept|tried|managed|went on) (?:to (?!N:|Z:)|[a-z]+ing )"
)
# "Unlocked doors are ..." and "Monitoring agents use ..." have a subject.
_ADJECTIVE = re.compile(
    r"^ \S+ (?!I:|F:|H:|P:|it |this |that |the |all )(?:T:)?[a-z]+s (?:are|were|have|do|use|need|fail|show|"
    r"return|run|wait|stay|take|time) "
)
_HANDED = re.compile(
    r"^ (?:passed|assigned|given|routed|reassigned|delegated|moved|sent|referred|raised|reported)(?: "
    r"\S+)? (?:on |over |up |along )*to (?!N:|Z:)"
)
_GOT = re.compile(
    r"^ received (?:your|this|the) (?:I:|alert|page|message|report)|^ requested (?:an? |the |your "
    r")?(?:approval|confirmation|review|sign-off|F:help|help)"
)
_OPENED = re.compile(r"^ (?:created|opened|filed|raised|logged|started|declared|closed|updated|linked) I:")
_STRICT = frozenset(
    (
        "ack",
        "acked",
        "acknowledged",
        "roger",
        "copy",
        "wilco",
        "affirmative",
        "understood",
        "noted",
        "gotcha",
        "10-4",
        "ten-four",
    )
)
_SAID_ON = frozenset((",", "with", "on", "and", "as", "by", "from", "over", "here", "for"))
# Verbs of which a reader can only think that a person is left out: "Went in and cleared the queue".
_PAST = re.compile(
    r"^ (?:(?:went|took|gave|made|brought|got|did|sent|told|threw|drew|drove|woke|dug|spun|shut|undid|redid|"
    r"withdrew|rang|bought|"
    r"ran|put) (?:the|an?|all|it|this|that|these|those|them|both|some|another|one|two|back|in|out|down|up|off|over|"
    r"ahead|"
    r"on|through|with|more|extra|new|T:\S+|D:\S+|C:\S+|I:\S+|F:\S+|H:\S+|N:\S+ (?:more |extra )?T:\S+)|"
    r"(?:went|came) [a-z]+ing|[a-z]{1,6}'d) "
)
_FATES = vocabulary("killed terminated evicted completed throttled started stopped")
_FINITE = re.compile(
    r" (?:(?:also|only|then|often|always|usually) [a-z]+s|reverts|drops|restores|replaces|"
    r"deletes|loses|changes|touches|affects|interrupts|leads|counts|causes|risks|moves|kills|"
    r"ends|is|are|was|were|has|have|had|would|will|could|can|cannot|may|might|must|should|"
    r"does|do|did|needs?|takes?|makes?|shows?|gives?|means?|"
    r"asks?|lets?|opens?|sends?|expires?|helps?|hides?|leaves?|brings?|keeps?|costs?|clears?|fixes|adds?|removes?|"
    r"breaks?|stops?|"
    r"starts?|depends?|requires?|returns?|fails?|works?) "
)
_RELATIVE = re.compile(
    r" (?:that|which|who|where|as|and|so|but|since|while|why|how|what|if|whether|because|until|before|,) "
)
_COUNTED = re.compile(
    r"^ \S+ (?:N:\S+ (?:times|time|of|N:\S+)|times|(?:in|at|to|by|from|with|on) "
    r"N:\S+ (?:of|to|times|%))"
)
_BY_THING = re.compile(r"^ \S+(?: \S+){0,4}? by (?:the |an? |its )?(?:\S+ )?(?:B:bot|T:|S:|D:|C:|kernel)")
_LIFECYCLE = re.compile(
    r"^ (?:terminated|evicted|created|started|stopped|scheduled|deployed|killed|throttled|"
    r"added|removed|deleted|completed|paused|moved)"
    r" (?:with|because|by|since|on|in|after|for|from|due|at|N:\S+(?= (?:$|times?|of|T:times?|days?|hours?|minutes?|"
    r"seconds?|weeks?|s|m|h|d|min|ago|by|and|/))|T:\S+ (?:$|N:))"
)
_REPORT = re.compile(r"^ (?:sent|executed) (?:F:patch|patch|$|by B:\S+ after)")
_PHRASE_NOUN = re.compile(
    r"^ (?:looking glass|working (?:set|directory|memory|copy|tree|hours|group|day)|rolling (?:update|restart|"
    r"upgrade|window|average|deployment|T:\S+)|"
    r"monitoring (?:T:|namespace|stack|is)|closing T:|handling time|clearing house|[a-z]+ing of (?:N:|T:|D:|the T:)|"
    r"taken together)"
)
_IMPERATIVE_THINGS = re.compile(r"^ \S+ (?:T:\S+|D:\S+|N:\S+) (?:$|is |are |was |were |N:|has |have |, )")
_DEFINED = re.compile(
    r"^ \S+ (?:is|was|means) (?:the |an? |one )?(?:of )?(?:the )?(?:phase|state|status|value|reason|condition|C:|T:)"
)
_FATED = re.compile(r"^ \S+ N:\S+ $")
_AGENTLESS = re.compile(r"^ \S+ by $")
_STATED = vocabulary(
    "closed completed added removed checked verified stopped enabled disabled reset cut forced"
)
_MENDED = vocabulary(verbs.MENDED)
_DEEDS = (_FAILED_OVER, _OBJECT, _HANDED, _OPENED, _GOT)
_HAPPENED = (_AGENTLESS, _COUNTED, _BY_THING, _LIFECYCLE, _REPORT)
# "Debugging symbols" names a thing; a sign-off is short.
_NAMED, _TAIL, _SIGN_OFF = 2, 7, 9


@lru_cache(maxsize=16384)
def fragment(piece: str) -> str:
    """The rule that a subjectless piece breaks, "" if it breaks none."""
    tags = [tag.split(":", 1)[1] if tag[1:2] == ":" and tag[0] in "IHTFBO" else tag for tag in piece.split()]
    if _bare(tags) or (tags[0] in _STRICT and (len(tags) == 1 or tags[1] in _SAID_ON)):
        return "bare"
    start = _start(tags)
    if start >= len(tags):
        return ""
    raw = piece.split()
    rest = f" {' '.join([tags[start], *raw[start + 1 :]])} "
    if _ADJECTIVE.match(rest):
        return ""
    said = _headed(tags[start], rest, plain=raw[start][1:2] != ":")
    return _later(tags) if said is None else said


def _start(tags: list[str]) -> int:
    """Where the first word stands that carries meaning."""
    start = 0
    while start < len(tags) and (tags[start] in _LEAD or tags[start].startswith("C:")):
        start += 1
    while start < len(tags) and tags[start] in {"and", ",", "the"} and start:
        start += 1
    return start


def _headed(head: str, rest: str, *, plain: bool) -> str | None:
    """What a piece says by its first verb, "" for nothing wrong, None if it has no verb there. `plain`: no noun."""
    if head.endswith("ing") and plain:
        return _progressive(head, rest)
    if _BEGUN.match(rest):
        return "subjectless-work"
    if plain and _PAST.match(rest):
        return "subjectless-deed"
    if head in _ACKS | _DONE and plain and not rest.startswith(" failed over "):
        return _participle(head, rest)
    return "subjectless-deed" if any(form.match(rest) for form in _DEEDS) else None


def _bare(tags: list[str]) -> bool:
    """Nothing but radio words and courtesy: "Noted, thanks"."""
    said = [tag for tag in tags if tag not in {",", "-", "/", "'"} and not tag.startswith(("Z:", "C:", "@:"))]
    return any(tag in _RADIO for tag in said) and all(tag in _RADIO or tag in _FILL for tag in said)


def _progressive(head: str, rest: str) -> str:
    finite = _FINITE.search(rest)
    subject = finite is not None and _RELATIVE.search(rest[: finite.start() + 1]) is None
    if (head == "running" and _RUNS.match(rest)) or (_AT_IT.match(rest) and not subject):
        return "subjectless-work"
    if head in _STATES or _PHRASE_NOUN.match(rest):
        return ""
    if finite is None:
        if head in _WORK or head in CLAIM_WORDS:
            return "subjectless-work"
        return "" if len(rest.split()) == _NAMED else "subjectless-work"
    return "subjectless-work" if head in _WORK and not subject else ""


def _participle(head: str, rest: str) -> str:
    if _DEFINED.match(rest):
        return ""
    if (head == "ran" and not _RAN.match(rest)) or (rest.split() == [head] and head in _FATES):
        return ""
    if head in _ACKS:
        after = [tag.split(":")[-1] in PROTOCOL_WORDS for tag in rest.split()[1:]]
        return (
            ""
            if (any(after) and head in {"ack", "acks"})
            or after[:1] == [True]
            or re.match(r"^ \S+ by (?:@:|$)", rest)
            else "subjectless-receipt"
        )
    fated = head in _FATES and _FATED.match(rest)
    if fated or (head not in _MENDED and any(form.match(rest) for form in _HAPPENED)):
        return ""
    return "" if head in _STATED and _IMPERATIVE_THINGS.match(rest) else "subjectless-deed"


def _later(tags: list[str]) -> str:
    """After a comma or "and", only what is plainly a person's: `..., investigating`."""
    for place in range(1, len(tags)):
        if tags[place - 1] not in {",", "and"}:
            continue
        tail = [tag for tag in tags[place:] if tag not in _LEAD]
        ends = len(tail) == 1 or (
            len(tail) > 1 and tail[1] in {",", "and", "it", "this", "now", "further", "into", "the"}
        )
        if tail and ends and tail[0] in _WORK and len(tail) < _TAIL and tail[0] not in _STATES:
            return "subjectless-work"
        if tail and len(tail) == 1 and tail[0] in _RADIO and place > 1 and len(tags) < _SIGN_OFF:
            return "bare"
    return ""
