"""Labels: "Owner: me", "Status: resolved". A key and its value make a claim without a verb."""

import re

from bot.voice.lexicon import verbs
from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.rules.claim import words
from bot.voice.sentences import Sentence

_ROLE = re.compile(
    r"(?:^|[.;(|—,?!\"]) (?:(?:T:primary|T:standby|primary|I:incident|current|acting|active|"
    r"the|your|our|new|on-call|H:on-call|I:incident|backup|H:secondary|I:page|I:alert) )*"
    r"(?:H:owner|H:owners|assignee|assignees|assigned(?: to)?|H:ic|H:commander|H:commanders|"
    r"H:lead|H:on-call|H:oncall|H:responder|H:responders|driver|ownership|H:duty"
    r"|(?:handled|acknowledged|acked|approved|confirmed|taken|owned|claimed|fixed|resolved|"
    r"closed|picked up|signed off|mitigated|led|covered|executed) by|helm|who has it"
    r"|D:(?:acked|acknowledged|handled|approved|fixed|resolved|confirmed|claimed|taken)-by|pic|point of contact|"
    r"point H:person|contact|on duty|approver|approvers|handler|"
    r"T:handler|H:engineer|"
    r"engaged|(?:H:owner|H:commander|H:ic|H:lead|H:on-call) (?:seat|slot|box|chair)|H:responders? count|H:owners? "
    r"count|scribe|captain)(?: (?:now|since \S+|on (?:H:duty|H:on-call|H:shift|call)))* (?:\(.{0,60}? \) "
    r")?(?::|=|—|->|→|-|\|) (.*)$"
)
_NOBODY = re.compile(
    r"^(?:\| )?(?:C:\S+ )?(?:O:\S+|zero|none|null|nil|no|unknown|unassigned|missing|empty|vacant|"
    r"not|nil|n/a|unset|-|—|see|ask|who|tbd|must|can|may|N:0|unclear|yet|press|only|\? |(?:please "
    r")?(?:approve|deny|confirm|refuse|decide|"
    r"take|check|read|choose) )"
)
_TECH = re.compile(
    r" (?:T:\S+|runbook|file|code|repo|repository|object|kind|catalog|catalogue|D:\S+) "
    r"(?:H:owner|H:owners|ownership|contact|H:lead) "
)
# "Responders: <!subteam^S...>" tells whom one could ask.
_SIGNS = (":", "—", "=", "|", "→", " - ")
_BOT = re.compile(
    r"(?:^|[.;(|—,?!\"]) (?:\S+ ){0,2}?(?:T:driver|pilot|coordinator|coordination|coverage|cover|"
    r"primary|T:primary|"
    r"T:standby|backup|H:secondary|pager|acting|charge|watch|desk|captain|manager|name|who|contact|on "
    r"duty|H:duty|hands|response|H:responder) "
    r"(?::|—|→|-|\|) (?:the |an? )?B:"
    r"|(?:^|[.;(]) (?:the )?B:\S+ (?::|—|→|-|=) (?:the |your |our |acting |I:incident )*(?:H:owner|"
    r"H:ic|H:commander|H:lead|assignee|"
    r"H:responder|H:on-call|on duty)"
)
_SEAT = re.compile(
    r" (\S+) (?::|→|\|) (?:the |an? )?B:\S+ (?=$|[.,;·|(-]|since |as |at |and |until |now |for )"
)
_NO_SEATS = vocabulary(
    "author source app by from via tool sender user account image version channel help see also rules model posted "
    "written generated sent made bot cause subject title"
)
"""Keys with which a bot may stand: what it wrote, and what it is a part of."""
_GROUP = re.compile(r"^H:s[0-9][0-9a-z]+ (?:\. )?$")
_STATUS = re.compile(
    r"(?:^|[.;(|—,?!\"]) (?:(?:incident|I:\S+|current|overall|the|new|P:\S+|mitigation|F:\S+|"
    r"response|T:service|service) )*(?:status|state|progress|resolution|F:resolution|outcome|"
    r"update|phase|stage|I:incident"
    r"|P:\S+|I:\S+|approval|approvals|confirmation|gate|gates|decision) (?::|=|—|->|\|) (.*)$"
)
_STATED = re.compile(
    r"^(?:(?:C:\S+|now|all|already|fully|being|still|currently|actively|been|is|are|has|"
    r"partially|under|work|F:work|F:\S+|just|\|) )*(?:"
    + words(
        verbs.RECEIPT,
        verbs.RADIO,
        verbs.WORK,
        verbs.ENDED,
        "executed executing applied applying sent queued running "
        "identified approved confirmed granted authorised authorized in ongoing underway "
        "investigation queued accepted stable ok okay good fine green healthy recovering "
        "success successful positive improving triaged engaged control waiting awaiting received denied",
    )
    + r" ?)(?=$|[,.!;(]|(?:C:|Z:|N:|by|at|now|since|from|and|to|for|progress|hand|waiting|"
    r"approval|with|up|soon|investigation|control|on|into|the|this|it|working|underway|again|"
    r"down)\b)"
)
_YES = re.compile(
    r"(?:^|[.;(|—,]) (?:(?:I:\S+|the) )?(?:acknowledgement|acknowledged|ack|acked|approval|"
    r"approved|confirmed|confirmation|two-person T:rule|D:two-person T:rule|resolved|mitigated|covered|handled|"
    r"owned|taken|sign-off|"
    r"go-ahead|ownership|D:go/no-go|vote|votes|verdict of the H:\S+) (?::|=|—|\?|\|) "
    r"(?:yes|go|satisfied|met|fulfilled|done|true|sent|given|ok|okay|sure|now|affirmative|yep|yeah|confirmed|"
    r"complete)\b"
)
_ETA = re.compile(
    r" (?:(?:eta|time|times) (?:of|for|to|until|till) (?:(?:the|an?|full|next) )*(?:\S+ )?(?:F:\S+|fix|recovery|"
    r"resolution|restore|patch|update|mitigation)|eta|F:fix eta|next update|(?:expected|estimated|target) "
    r"(?:F:resolution|F:fix|F:recovery|"
    r"resolution|restore|time)|time to (?:F:fix|F:recovery)) (?::|=|—|\|) (?!none|"
    r"unknown|not|no |O:|-)\S+"
)
_COUNTED_YES = re.compile(
    r" (?:F:rollback|revert|restore|F:fix|F:hotfix|F:recovery|F:failover|drain|restart|rebuild|deploy)(?: (?:of|"
    r"to|from) "
    r"(?:the )?\S+(?: (?!:)\S+)?)? : (?:N:\S+ (?:D:% )?(?:T:\S+ )?(?:of \S+ )?(?:done|complete|completed|finished|"
    r"replaced|restored|through)|N:\d+ D:%|N:\d+%|(?:running|ongoing|underway|started|going|done|complete|finished|in "
    r"progress)\b)|(?:^|[.;]) (?:checkout|site|shop|search|login|cart|payments|T:service|T:api|all|everything|"
    r"system) : "
    r"(?:now )?(?:healthy|fine|recovered|stable|restored|green|good|up|back)\b|"
    r"(?:^|[.;(|—,]) (?:(?:approvals?|decisions?|confirmations?|keys|signatures|votes|sign-offs) (?:: )?(?:N:(?:2|"
    r"2/2|100%|both|all)|"
    r"two of two|complete\b|both\b)|"
    r"(?:severity|impact|priority|urgency) : (?:none|nil|zero|ok|low|lowered|minimal|negligible|no longer) "
    r"(?:(?:any more|anymore|left|now|at all|any longer) )?(?:\. )?$|actions? (?:taken|done|performed|executed) : "
    r"(?!none|no |not |nothing|O:|-))"
)
_PLAIN_STATE = re.compile(
    r"^(?:C:\S+ )?(?:completed|complete|waiting|in (?!progress|hand|motion)|ready|running|pending)"
)


def label(sentence: Sentence) -> str:
    """The rule broken by a key and its value, "" if none."""
    shape = sentence.shape
    if not any(sign in shape for sign in _SIGNS):
        return ""
    if _owned(shape) or _BOT.search(shape) or _seated(shape):
        return "label-owner"
    status = _STATUS.search(shape)
    if status and _STATED.match(status.group(1)) and not _PLAIN_STATE.match(status.group(1)):
        return "" if " S:" in shape and " H:" not in shape else "label-status"
    if _ETA.search(shape):
        return "label-eta"
    said = _COUNTED_YES.search(shape) or (" S:" not in shape and _YES.search(shape))
    return "label-status" if said else ""


def _owned(shape: str) -> bool:
    """A role with a value that is neither nobody nor vouched for by the record."""
    role = _ROLE.search(shape)
    if role is None or not role.group(1).strip() or _TECH.search(shape):
        return False
    value = role.group(1)
    return not (_GROUP.match(value) or _NOBODY.match(value) or _pinned(value))


def _seated(shape: str) -> bool:
    """Whether a bot is the value of a key that is a person's seat: all that are not listed or things are."""
    return any(
        key not in _NO_SEATS and not key.startswith(("T:", "D:", "C:", "S:", "I:", "N:"))
        for key in _SEAT.findall(shape)
    )


def _pinned(value: str) -> bool:
    """A value that the record vouches for: `attribution` has put the mark there."""
    return value.startswith(("ATTR ", "C:q "))
