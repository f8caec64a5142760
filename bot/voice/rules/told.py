"""The positive rule on the incident and on proposals: what may be said of them is a closed list.

Of an incident (or alert, page...) that it is open, since when, where, how severe, what it names and affects, what it
has not; not how it fares. Of a proposal that it is open, expires, needs and would do. Whatever else is said of them
("has been put to bed", "is armed") a reader takes for an end, for somebody's hold on it, or for a decision.
"""

import re

from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.rules.excuses import excused
from bot.voice.sentences import Sentence

_ADVERB = (
    r"(?:(?:still|now|again|also|only|already|currently|first|both|all|twice|last|just|probably|likely|possibly|"
    r"mostly|"
    r"\S+ly|next|then|at least|C:\S+) )*"
)
_BE = (
    r"(?:is|are|was|were|stays?|stayed|remains?|remained|keeps?|kept|has been|have been|had been|being|been|seems?|"
    r"appears?|looks?|becomes?|became)"
)
_STATE = (
    r"(?:not|no|never|none|neither|firing|open|pending|un\w+ed|F:unresolved|without|inhibited|suppressed|critical|"
    r"high|"
    r"medium|low|severe|old|older|oldest|newer|new|newest|larger|smaller|worse|red|active|grouped|routed|labell?ed|"
    r"tagged|"
    r"based|about|in(?! (?:good|hand|safe|capable|H:|check|the (?:clear|past|bag|rear|right|best))(?: |$))|"
    r"on(?! (?:top|it)(?: |$))|from|for|of|at(?! (?:rest|bay|an end))|under(?= (?:[NTD]:|the |an? |freeze))|between|"
    r"outside|inside|"
    r"within|because|since|among|one|two|three|four|both|all|part|"
    r"caused|triggered|raised|sent|measured|computed|evaluated|defined|configured|limited|confined|linked|related|"
    r"tied|due|known|unknown|unclear|visible|consistent|explained|specific|similar|identical|alike|different|what|"
    r"where|when|"
    r"who|that|this|set|a|an|the|severity|dated|named|called|titled|shown|listed|described|mentioned|ordered|changed|"
    r"counted|created|opened|reported|published|diagnosed|present|seen|read|found|grouped|more|most|less|possible|"
    r"impossible|allowed|expected|likely|as|to|(?:[NZTDCSHP]|@):\S+|ATTR)"
)
_HAS = (
    r"(?:has|have|had) (?:no|not|never|N:\S+|T:|D:|C:|fired|started|begun|lasted|repeated|reached N:\S+|one|two|"
    r"three|"
    r"several|only|many|more|the (?:T:|label|field|same|status|state|cause|severity|title)|its|(?:a|an) (?!H:|I:|F:|"
    r"T:driver|home)\S+)"
)
_DOES = (
    r"(?:un\w+ed|loads?(?! again)|renders|hangs|resolved and (?:fired|firing|reopened)|fires?|fired|firing|"
    r"beg[ai]n|begins|starts?|started|names?|T:names?|covers?|covered|concerns?|affects?|"
    r"affected|"
    r"belongs? to (?:the )?(?:T:|D:|C:|I:|S:|H:team)\S+|carry|carries|shows?|says?|lists?|points?|lasts?|lasted|"
    r"needs?|"
    r"requires?|depends?|match(?:es)?|reports?|reported|repeats?|repeated|describes?|mentions?|contains?|refers?|"
    r"uses?|"
    r"watch(?:es)?|measures?|escalates?|counts?|opens?|opened|arrives?|arrived|rose|rises?|triggers?|triggered|"
    r"follows?|"
    r"followed|precedes?|preceded|appears?|appeared|recurs?|recurred|reopens?|reopened|flaps?|flapped|means?|"
    r"(?:can|cannot|may|might|must|should|would|could|does|do|did|will|shall|\S+n't)|gives?|tells?|comes?|came|goes|"
    r"went (?:to|from|unanswered|unacknowledged|unnoticed|pending|without|through|out|off)|hits?|got (?:worse|"
    r"larger|no)|resembles?|compares?|averages?|evaluates?|divides?|groups?|excludes?|includes?|ignores?|delays?|"
    r"reached "
    r"only|"
    r"(?:reached|reaches) (?:N:|T:|D:|the T:)\S+|exceeds?|grew|grows?|worsens?|worsened|overlaps?|coincides?|leads?|"
    r"led|"
    r"H:leads?|correlates?|lacks?|lies|T:labels?|labels?|links?|reads?|T:reads|quotes?|spans?|stems?|asks?|waits?)"
)
_OF_INCIDENTS = re.compile(rf"^{_ADVERB}(?:{_BE} {_ADVERB}{_STATE}|{_HAS}|{_DOES})(?= |$|\S)")
_OF_PROPOSALS = re.compile(
    rf"^{_ADVERB}(?:{_BE} {_ADVERB}(?:not|never|neither|no|only|open|unconfirmed|undecided|refused|rejected|denied|"
    rf"withdrawn|stale|(?:opened|raised|made|created|written|drafted) by (?:T:|D:|C:|N:|runbook|rule)\S*|"
    r"merged|superseded|older|newer|one|about|for|of|tier|the|an?(?! (?:go|yes|success|done|hit|winner))|in "
    r"conflict|possible|_+|unsafe|bounded|reversible|too|"
    r"written|planned|proposed|because|ATTR|[NT]:\S+)|(?:has|have|had) (?:no|not|never|neither|nothing|none|only|"
    r"one|N:1|expired|a (?!green|"
    r"go)\S+|"
    r"an (?!approv)\S+)|expires?|expired|lapses?|lapsed|needs?|waits?|asks?|proposes?|names?|T:names|would|may|"
    r"might|can|cannot|"
    r"must|should|could|does|do|did|\S+n't|touch(?:es)?|concerns?|affects?|affected|changes?|raises?|lowers?|"
    r"restarts?|deletes?|"
    r"targets?|takes? no|lists?|shows?|says?|requires?|exceeds?|conflicts?|replaces?|sets?|rolls?|scales?|depends?|"
    r"stays?|remains?|reads?|T:reads|differs?|equals?|counts?|ATTR|_+|will not)(?= |$)"
)
_AUX = re.compile(rf" (?={_BE} |has |have |had )")
_FINITE = re.compile(
    rf"^{_ADVERB}(?:{_BE}|has|have|had|went|came|got|ran|took|found|fell|made|did|"
    rf"(?!T:|D:|N:|C:|S:|this )[a-z]+(?:ed|es|[^su]s)) "
)
_NAME = re.compile(r"^(?:(?:I|C|D|N|Z|P):\S+ |\( (?:[^ )]+ )+\) )+")
_BEFORE = re.compile(
    r" (?:of|on|in|to|for|by|with|from|at|as|about|whoever|anyone|takes?|taking|is|are|was|were|has|have|had|not|"
    r"no|if|unless|until|whether|"
    r"before|"
    r"after|since|when|once|whenever|would|can|may|must|should|per|ATTR|@:\S+|[TDOS]:\S+|[a-z]+(?:ed|ing)) "
)
_CLAUSE = re.compile(r" (?:,|but|so|then|because|while|although|though) ")
_PLACED = re.compile(r"^(?:of|on|in|for|from|about|at|with) (?:the )?[ZDTNCS]:\S+ ")
_PREPOSITIONS = vocabulary("of on in for from about at with by over to")


def unlisted(sentence: Sentence) -> str:
    """The rule broken by a sentence that says of the incident or a proposal what is on no list, "" if it does not."""
    if sentence.question:
        return ""
    for piece in sentence.pieces:
        clauses = _CLAUSE.split(piece)
        if (
            " I:" in piece
            and not excused("s", sentence, piece, 0)
            and any(_is_strange(clause, " I:", _OF_INCIDENTS) for clause in clauses)
        ):
            return "ended"
        if " P:" in piece and any(_is_strange(clause, " P:", _OF_PROPOSALS) for clause in clauses):
            return "gate"
    return ""


def _is_strange(clause: str, subject: str, listed: re.Pattern[str]) -> bool:
    """Whether the clause is about the subject, and its verb is on no list."""
    before, found, rest = f" {clause.strip()} ".partition(subject)
    if not found or _BEFORE.search(f"{before} "):
        return False
    rest = _NAME.sub("", rest.partition(" ")[2])
    rest = _PLACED.sub("", rest)
    if rest.partition(" ")[0] in _PREPOSITIONS:
        verb = _AUX.search(rest)
        rest = rest[verb.end() :] if verb else ""
    return _FINITE.match(rest) is not None and listed.match(rest) is None
