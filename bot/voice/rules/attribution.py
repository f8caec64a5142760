"""Attribution: a name beside a deed, true only if the ledger has that human's act, at that time if one is said.

What the record bears out is replaced by a mark ("ATTR"), so that the other rules see no claim in it; what it does not
is a violation by itself.
"""

import re
from collections.abc import Sequence

from bot.domain.people import HumanAct
from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.sentences import unquoted

# Verb -> words with which the recorded act may begin.
_ACTS: dict[str, tuple[str, ...]] = {
    "acknowledged": ("acknowledged",),
    "acked": ("acknowledged",),
    "ack'd": ("acknowledged",),
    "took": ("took", "set role", "acknowledged"),
    "taken": ("took", "set role"),
    "owns": ("took",),
    "owned": ("took", "released", "handed"),
    "owner": ("took", "released", "handed", "lapsed"),
    "ownership": ("took", "released", "handed", "lapsed"),
    "assignee": ("took", "acknowledged"),
    "commander": ("set role", "took command", "approved"),
    "ic": ("set role", "took command"),
    "command": ("set role", "took command"),
    "set": ("set",),
    "became": ("set role", "took"),
    "handed": ("handed",),
    "released": ("released",),
    "lapsed": ("lapsed",),
    "approved": ("approved",),
    "confirmed": ("confirmed",),
    "rejected": ("rejected",),
    "denied": ("rejected",),
    "refused": ("rejected",),
    "wrote": ("wrote",),
    "said": ("wrote",),
    "typed": ("wrote",),
    "posted": ("wrote",),
    "note": ("wrote",),
    "noted": ("wrote",),
    "reported": ("wrote",),
    "silenced": ("silenced",),
    "muted": ("silenced",),
    "stopped": ("stopped",),
    "resumed": ("resumed",),
    "paged": ("paged",),
    "deployed": ("deployed",),
    "closed": ("closed",),
    "resolved": ("resolved",),
    "asked": ("asked",),
    "rated": ("rated",),
    "recorded": ("acknowledged", "took", "wrote", "recorded"),
    "proposed": ("proposed",),
    "requested": ("proposed", "requested", "asked"),
    "withdrew": ("withdrawn", "withdrew"),
    "withdrawn": ("withdrawn",),
    "escalated": ("escalated",),
    "froze": ("froze",),
    "unfroze": ("unfroze",),
    "overrode": ("overrode",),
    "rolled": ("rolled", "deployed"),
    "merged": ("merged",),
    "has": ("took",),
    "have": ("took",),
    "lead": ("set role",),
    "responder": ("took", "acknowledged"),
    "on-call": ("acknowledged", "took"),
}
_SKIP = (
    r"(?:(?:has|have|had|also|then|already|just|was|is|first|later|again|himself|herself|"
    r"themselves|now|finally|who|being|been|still|since|C:\S+|"
    r"\( [^()]{0,60} \)|,|\((?= (?:acknowledged|took|approved|confirmed|rejected|handed|released) )) )*"
)
_VERB = (
    r"(?:acknowledged|acked|[a-z']+ed|took|taken|owns|wrote|said|set|has|have|withdrew|froze|"
    r"overrode|became|is|was|are|were|does|handles|[a-z]+ing|looks|works|H:on-call|[a-z]+s|"
    r"ack'd|gave|got|left|ran|went|sent|put|made|did)"
)
_AFTER = re.compile(rf"@:(\S+) {_SKIP}({_VERB})(?= )(?! (?:not|never|no)(?: |$))")
_BY = re.compile(
    r" ([a-z']+(?:ed|wn|en|ten)|set|run|wrote|note|sent|done|made|led)((?: [^\s:]\S*){0,6}?) "
    r"(?:by|of|from) @:(\S+)(?= )"
)
_NOUN_OF = re.compile(
    r" (ownership|note|H:owner|H:commander|H:ic) ((?:of|by|from) )?@:(\S+) (?:\( [^()]*\) "
    r")?(?:has |had )?(lapsed|ended|expired|was released)?"
)
# "Acknowledged: <@U1>, 02:16" is the same as "acknowledged by <@U1>".
_COLON = re.compile(r"^ ((?:[A-Z]:)?[a-z']+ed) (?:over |by )?: @:(\S+)(?= )")
_TO = re.compile(
    r" (paged|notified|assigned|escalated|pinged|called|woke|informed|alerted|engaged)(?: "
    r"\S+){0,2}? (?:to )?@:(\S+)(?= )"
)
_ROLE = re.compile(
    r" (H:owner|H:ic|H:commander|assignee|H:lead|H:responder|H:on-call|ownership)(?: (?:is|"
    r"was|now|since \S+|until \S+))* (?::|=|—|is|was|\|)(?: (?:now|still|C:\S+|\|))* "
    r"@:(\S+)(?= )"
)
_OFFICE = re.compile(
    r" (H:owner|H:ic|H:commander|assignee|H:lead|H:responder|H:on-call) @:(\S+)(?= (?:since|from|at|"
    r"as|until|\. $|, ))"
)
_IS_ROLE = re.compile(
    r"^(?:the |an? |now |our |acting |current |still |I:incident )*(H:owner|H:ic|H:commander|"
    r"H:lead|assignee|H:responder|H:on-call)\b"
)
# A list by its times: "rejected 02:29 <@U1>, approved 02:31 <@U2>".
_LISTED = re.compile(r" ([a-z]+ed|took|wrote) (?:at )?Z:\S+ (?:by )?@:(\S+)(?= [,;.] | $)")
_HARMLESS = vocabulary(
    "is was are were has have does can's needs decides sees holds reads asks gets belongs "
    "presses uses chooses members needed expected required "
    "asked notified listed named added used mentioned entitled allowed following during "
    "including based during unassigned 's his hers its as"
)
_AND = re.compile(
    r" (?:and|then) (?:then |later |also |at Z:\S+ |Z:\S+ )*([a-z]+ed|took|wrote|withdrew)(?= (?!by |"
    r"from |of ))"
)
_DOING = re.compile(
    r"^(?:(?:now|already|currently|still|actively|also|just) )*(?:on (?:it|this|the case|top)|"
    r"[a-z]+ing\b|aware|engaged|in charge|in command|here|at it|awake|back|done)"
)
_TIME = re.compile(r"(until|till|by|before|after|to|from)? ?(?:\( )?Z:(\d{1,2}:\d\d)")


class Attributed:
    """A sentence's shape with the borne-out deeds marked, or the rule that it breaks."""

    def __init__(self, shape: str, rule: str) -> None:
        self.shape = shape
        self.rule = rule


def attribute(shape: str, acts: Sequence[HumanAct]) -> Attributed:
    """Check every deed beside a mention against the acts."""
    if " @:" not in shape:
        return Attributed(shape, "")
    deeds = _deeds(shape)
    for user, verb, begin, end in deeds:
        if not _recorded(user, verb, _times(shape, begin, end), acts):
            return Attributed(shape, "attribution")
    for _, verb, begin, end in deeds:
        span = shape[begin:end]
        word = re.search(rf" (?:[A-Z]:)?{re.escape(verb)} ", f" {span} ")
        if word:
            shape = shape[:begin] + _marked(span, verb) + shape[end:]
    if any(_ACTS[verb] == ("wrote",) for _, verb, _, _ in deeds):
        shape = unquoted(shape)
    return Attributed(re.sub(r"@:\S+", "ATTR", shape) if deeds else shape, "")


def _marked(span: str, verb: str) -> str:
    """The deed's words put out of sight, at the same length, so that later spans stay where they are."""
    return re.sub(
        rf"(?<! )(?<=\S)$|(?:[A-Z]:)?\b{re.escape(verb)}\b", lambda found: "_" * len(found.group()), span
    )


def _deeds(shape: str) -> list[tuple[str, str, int, int]]:
    """(user, verb, begin, end) of every deed beside a mention."""
    found: list[tuple[str, str, int, int]] = []
    listed = list(_LISTED.finditer(shape))
    found += [(match.group(2), match.group(1), match.start(), match.end()) for match in listed]
    for match in _AFTER.finditer(shape):
        if any(one.start() < match.start() < one.end() for one in listed):
            continue
        verb = _verb_of(match.group(2), shape[match.end() :].lstrip())
        if verb:
            found.append((match.group(1), verb, match.start(), _end(shape, match.end())))
            found += _joined(shape, found[-1])
    for match in _BY.finditer(shape):
        if (
            match.group(1) not in _HARMLESS
            and " @:" not in match.group(2)
            and not _denied(shape, match.start())
        ):
            nearer = [
                word for word in match.group(2).split() if word.endswith("ed") and word not in _HARMLESS
            ]
            verb = nearer[-1] if nearer else match.group(1)
            verb = "silenced" if verb == "set" and " silence " in shape[: match.start() + 1] else verb
            found.append((match.group(3), verb, match.start(), _end(shape, match.end())))
    colon = _COLON.match(shape)
    if colon and colon.group(1) in _ACTS and colon.group(1) != "recorded":
        found.append((colon.group(2), colon.group(1), colon.start(), _end(shape, colon.end())))
    found += [
        (match.group(2), match.group(1), match.start(), _end(shape, match.end()))
        for match in _TO.finditer(shape)
        if not _denied(shape, match.start())
    ]
    found += [
        (match.group(2), match.group(1).split(":")[-1], match.start(), _end(shape, match.end()))
        for match in (*_ROLE.finditer(shape), *_OFFICE.finditer(shape))
    ]
    for match in _NOUN_OF.finditer(shape):
        if match.group(2) or match.group(4):
            verb = match.group(4) if match.group(4) == "lapsed" else match.group(1).split(":")[-1]
            found.append((match.group(3), verb, match.start(), _end(shape, match.end())))
    return found


def _joined(shape: str, first: tuple[str, str, int, int]) -> list[tuple[str, str, int, int]]:
    """The deeds joined to one by "and": "rejected P-11 at 02:29 and approved P-12 at 02:31"."""
    user, _, begin, end = first
    return [
        (user, match.group(1), begin + match.start(), end)
        for match in _AND.finditer(shape[begin:end])
        if match.group(1) in _ACTS and match.group(1) not in _HARMLESS
    ]


def _verb_of(verb: str, rest: str) -> str:
    """The deed that a verb after a mention tells of, "" if it tells of none."""
    verb = verb.rpartition(":")[2]
    if verb in {"is", "was", "are", "were"}:
        role = _IS_ROLE.match(rest)
        if role:
            return role.group(1).split(":")[-1]
        return "doing" if _DOING.match(rest) else ""
    if verb in {"has", "have", "holds"}:
        if rest.startswith("command"):
            return "command"
        return "has" if re.match(r"(?:it|this|that|the|I:|taken|ownership|command|everything)", rest) else ""
    return "" if verb in _HARMLESS else verb


def _denied(shape: str, place: int) -> bool:
    return (
        re.search(
            r" (?:not|never|no|O:\S+|cannot|if|unless|until|whether|can|may|must|should) (?:\S+ ){0,3}$",
            shape[: place + 1],
        )
        is not None
    )


def _end(shape: str, place: int) -> int:
    """Where the deed's words end: at the next mention or semicolon."""
    after = re.search(r" (?:@:|;|\.|, (?:and |then )?(?:Z:\S+ )?(?:@:|[a-z]+ed by))", shape[place:])
    return place + after.start() if after else len(shape)


def _times(shape: str, begin: int, end: int) -> list[str]:
    """Times of day said of the deed: those in its words, or the one just before them."""
    before = re.search(
        r"Z:(\d{1,2}:\d\d) (?:: |— )?$",
        (shape[:begin] if shape[begin] == "@" else shape[: begin + 1]).rstrip() + " ",
    )
    found = [match.group(2) for match in _TIME.finditer(shape[begin:end]) if match.group(1) is None]
    return [before.group(1), *found] if before else found


def _recorded(user: str, verb: str, times: Sequence[str], acts: Sequence[HumanAct]) -> bool:
    wanted = _ACTS.get(verb, ())
    for act in acts:
        if act.user.lower() != user or not act.act.startswith(wanted or ("\0",)):
            continue
        if not times or not act.at or any(time.zfill(5) in act.at for time in times[:2]):
            return True
    return False
