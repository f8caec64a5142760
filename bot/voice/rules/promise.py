"""Promise: a reader waits for what was announced."""

from bot.voice.lexicon.verbs import WORK
from bot.voice.rules.claim import Claim, claim, words

_FUTURE = r"(?:will|'ll|shall|gonna|going to|about to|plans? to|planning to|intends? to|promises? to|expects? to)"
_SOON = r"(?:soon|shortly|to follow|to come|follows?|later|in (?:a|an|the next|N:\S+|about|under|ten|five)|within (?:a|an|the|N:\S+|ten|five|minutes)|at Z:\S+|by Z:\S+|every N:\S+|momentarily|imminent|next)"
CLAIMS: tuple[Claim, ...] = (
    claim("promise", r"(?:(?<=^ )|, |and |but |also |then |so |now )(?:now |also |then |just )?" + _FUTURE + r" (?!not )", "c"),
    claim("promise", r"(?:{h}|{b}|they|you|P:\S+){np} (?:\S+ly |also |now |soon |then )?(?:is |are |'s |'re )?" + _FUTURE + r" (?!not |no )", "n"),
    claim("promise", r"\S+ (?:is |are )?" + _FUTURE + r" (?:{adv} |be |get |have )*(?:back|up again|fixed|sorted|available again|healthy|back to normal|recover|recovered|resolved?|restored|mitigated|fine|ok|over)(?= )", "nc"),
    claim("promise", r"(?!T:|D:|S:|C:)\S+ (?:will|shall|'ll) (?:{adv} )*(?:follow|come|arrive|join|return|help|look|check|investigate|handle|respond|step in|take (?:over|it|this|care)|be (?:posted|shared|sent|provided|along|"
          r"there|informed|notified|updated|available))(?= )", "nct"),
    claim("promise", r"(?:{deed}|recovery|updates?|answer|relief) (?:{aux} |{adv} )*(?:expected|due|anticipated|likely|coming|nearing|estimated)(?= (?:$|[,.!]|soon|shortly|by|at|in|within|before|around|any))", "ncq"),
    claim("promise", r"(?:{it}|{own}|{deed}) (?:is |are )?" + _FUTURE + r" (?:{adv} |be |get |have )*(?:{ended}|{underway}|{mitigated}|fixed|back|up|sorted|available|healthy|normal|"
          r"recover|resolved?|out|follow|over|done|restarted|ok|fine|better|gone|looked|investigated)(?= )", "nc"),
    claim("promise", r"(?:(?:more|further|next|an?|any|the next|new) )?(?:updates?|news|details?|info|information|word|progress report|report|eta|fix|recovery|resolution|summary|post-mortem) (?:{aux} |{adv} )*"
          + _SOON + r"(?= )", "ncmt"),
    claim("promise", r"(?:more|back|fixed|done|resolved|updates?|up|online|restored|sorted) (?:soon|shortly|to (?:follow|come)|later|in (?:a|N:\S+|ten|five|no time)|momentarily)(?= )", "nct"),
    claim("promise", r"why worry|(?:stay|keep) (?:tuned|posted)|hang (?:tight|in there|on)(?= )|bear with|watch this space|(?:keep|keeping) (?:you|everyone|all|{h}|the channel) (?:posted|updated|informed)|hold tight|bear with", "n"),
    claim("promise", r"expect (?:a|an|the|it|this|things|\S+) (?:\S+ )?(?:fix|update|recovery|resolution|answer|restore|to be|back|rollback|report|{ended})", "n"),
    claim("promise", r"(?:(?<=^ )|, )(?:the )?(?:eta|next update|fix eta|time to fix)(?: is| of)? (?:Z:|N:|in|at|by|soon|about|under|ten|five|a)", "n"),
    claim("promise", r"(?:you|everyone) (?:will|'ll|shall) (?:hear|be|get|have|see)|hear back|get(?:ting)? back to you|follow(?:ing)? up(?= (?:$|[,.!]|shortly|soon|with|on|later))|report(?:ing)? back|circle back", "ncm"),
    claim("promise", r"(?:is|are|'s|'re|am) (?:{adv} )*(?:going to|about to|ready to|trying to|here to|happy to|preparing to|planning to) (?:be )?(?:\S+ )?" , "ncqt"),
    claim("promise", words(WORK) + r" (?:soon|shortly|next|in a (?:minute|moment|sec|second|bit)|momentarily)(?= )", "nct"),
)  # fmt: skip
