"""Promise: a reader waits for what was announced."""

from bot.voice.lexicon.verbs import WORK
from bot.voice.rules.claim import Claim, claim, words

_FUTURE = (
    r"(?:will|'ll|shall|gonna|going to|about to|plans? to|planning to|intends? to|promises? to|expects? to)"
)
_SOON = (
    r"(?:soon|shortly|to follow|to come|follows?|later|in (?:a|an|the next|N:\S+|about|under|"
    r"ten|five)|within (?:a|an|the|N:\S+|ten|five|minutes)|at Z:\S+|by Z:\S+|every N:\S+|"
    r"momentarily|imminent|next)"
)
CLAIMS: tuple[Claim, ...] = (
    claim(
        "promise",
        r"(?:promised|promises|pledged|guaranteed|guarantees|vowed|assured) (?:an?|the|to|that|us|it|you)(?= )",
        "ncq",
    ),
    claim(
        "promise",
        r"(?:next|first|full|written|final|interim|new|{adv}) (?:status|report|summary|update|note|bulletin|recap|post|"
        r"message|call|briefing) (?:{adv} )*(?:goes out|is due|comes|lands|follows|arrives|appears|is planned|is "
        r"coming)(?= )|"
        r"(?:report|summary|recap|briefing|write-up|follow-ups?) (?:is|are) due(?= )|(?<=^ )expect (?:normal|"
        r"lower|better|"
        r"recovery|relief|calm|improvement|good|fewer|less|green)(?= )",
        "n",
    ),
    claim(
        "promise",
        r"(?:will|shall|'ll|going to) (?:{adv} )*be (?:{adv} )*(?!lost|deleted|evicted|killed|paged|asked|closed|"
        r"expired|"
        r"refused|rejected|dropped|throttled|terminated|retried|detached|shed|ignored|needed|required|exceeded|merged|"
        r"overwritten|missed|skipped|used|reached|sent|read|charged|counted|told|removed|delayed|"
        r"stopped)[a-z]+(?:ed|en|"
        r"ilt|un|wn|ut|ght|xt)(?= (?:$|,|shortly|soon|next|later|now|tonight|today|tomorrow|within|in N:|in a|at "
        r"Z:|by Z:|"
        r"before|once|as soon|after))",
        "nc",
    ),
    claim(
        "promise",
        r"(?:{deed}|merge|deploy|release|rollout|restore|restart|rebuild|drain|cutover|switch|switchover|handover|"
        r"revert) (?:(?:is|are) (?:{adv} )*imminent|(?:will|shall|'ll) (?:{adv} )*take)(?= )|(?<=^ )can do(?= $)|"
        r"give it "
        r"(?:time|a (?:minute|moment|while|second|bit)|another (?:minute|moment|hour|try|ten|N:)|some time|until)(?= )",
        "n",
    ),
    claim(
        "promise",
        r"(?<=^ )(?:(?:just |only |give it )?(?:one|two|three|five|ten|N:\S+|a few|another|some) more (?:minutes?|"
        r"seconds?|"
        r"moments?|hours?|mins?|secs?)|another (?:minute|moment|second|hour))(?= $)|(?<=^ )(?:more|details|news|word|"
        r"findings|the rest) (?:follow|follows|once|when|after|as soon|by Z:\S+|at Z:\S+|in (?:a|N:\S+|ten|five)|soon|"
        r"later|shortly)(?= )",
        "n",
    ),
    claim(
        "promise",
        r"(?:plan|consensus|decision|agreement|intention|intent|idea|strategy) (?:{adv} )*(?:is|was|stands|remains) "
        r"to(?= )",
        "ncq",
    ),
    claim(
        "promise",
        r"(?:it|that|this) (?:has been|was|is) (?:{adv} )*(?:decided|agreed|settled|resolved) (?:to|that|on)(?= )",
        "ncq",
    ),
    claim(
        "promise",
        r"(?:postmortem|post-mortem|write-up|writeup|D:write-up|rca|F:rca|retro|retrospective|follow-up|D:follow-up|"
        r"debrief) (?:{aux} |{adv} |will |shall )*"
        r"(?:scheduled|planned|due|coming|underway|in the making|land|lands|drafted|booked|set|follow|follows)(?= )",
        "ncq",
    ),
    claim(
        "promise",
        r"(?<=^ )(?:please |just |do )*(?:ping|shout|call|yell|holler|shout out|reach out|get in touch|write|text|"
        r"dm)(?: (?:here|me|us|back|out|in))?(?= (?:if|should|when|for|any|$))",
        "",
    ),
    claim("promise", r", (?:then )?(?:\S+ ){1,3}next(?= $)", "ncq"),
    claim(
        "promise",
        r"(?:as|when|once) (?:they|it|more|things|details) (?:arrive|come|arrives|comes|unfold|develop|emerge|"
        r"develops)(?= )|"
        r"(?:service|T:service|operations|business) resumes?(?= )",
        "ncq",
    ),
    claim("promise", r"(?:soon|about|due|set) to be (?:{ended}|back|up)(?= )", "n"),
    claim(
        "promise",
        r"(?<=^ )(?:the )?(?:{deed}|restart|restore|update) (?:in|within|by|at) (?:N:\S+|Z:\S+|a|"
        r"an|the|two|three|five|ten|fifteen|twenty|under|about)(?= )(?! (?:\S+ ){0,3}?(?:is|was|are|were|took|had|"
        r"has|did|failed|closed|lost|needs|would|cut) )",
        "ncm",
    ),
    claim(
        "promise",
        r"(?:{it}|{own}) (?:will|'ll|should|shall) (?:{adv} )*(?:sort|fix|heal|resolve|clear|"
        r"correct|right|pass|go away|settle|blow over|recover)(?= )",
        "nc",
    ),
    claim(
        "promise",
        r"(?:(?<=^ )|, |and |but |also |then |so |now )(?:now |also |then |just )?" + _FUTURE + r" (?!not )",
        "c",
    ),
    claim(
        "promise",
        r"(?:{h}|{b}|they|you|P:\S+){np} (?:\S+ly |also |now |soon |then )?(?:is |are |'s |'re )?"
        + _FUTURE
        + r" (?!not |no )",
        "n",
    ),
    claim(
        "promise",
        r"\S+ (?:is |are )?"
        + _FUTURE
        + r" (?:{adv} |be |get |have )*(?:back|up again|fixed|sorted|available again|healthy|back "
        r"to normal|recover|recovered|resolved?|restored|mitigated|fine|ok|over)(?= )",
        "nc",
    ),
    claim(
        "promise",
        r"(?!T:|D:|S:|C:)\S+ (?:will|shall|'ll) (?:{adv} )*(?:follow|come|arrive|join|return|help|"
        r"look|check|investigate|handle|respond|step in|take (?:over|it|this|care)|be (?:posted|"
        r"shared|sent|provided|along|"
        r"there|informed|notified|updated|available))(?= )",
        "nct",
    ),
    claim(
        "promise",
        r"(?:{deed}|recovery|updates?|answer|relief) (?:{aux} |{adv} )*(?:expected|due|"
        r"anticipated|likely|coming|nearing|estimated)(?= (?:$|[,.!]|soon|shortly|by|at|in|within|"
        r"before|around|any))",
        "ncq",
    ),
    claim(
        "promise",
        r"(?:{it}|{own}|{deed}) (?:is |are )?"
        + _FUTURE
        + r" (?:{adv} |be |get |have )*(?:{ended}|{underway}|{mitigated}|fixed|back|up|sorted|"
        r"available|healthy|normal|"
        r"recover|resolved?|out|follow|over|done|restarted|ok|fine|better|gone|looked|"
        r"investigated)(?= )",
        "nc",
    ),
    claim(
        "promise",
        r"(?:(?:more|further|next|an?|any|the next|new) )?(?:updates?|news|details?|info|"
        r"information|word|progress report|report|eta|fix|resolution|summary|"
        r"post-mortem|(?:(?<=^ )|(?<= full )|(?<=expect ))recovery) (?:{aux} |{adv} )*"
        + _SOON
        + r"(?= )(?! (?:is|are|was|"
        r"were|has|does|did) )",
        "ncmts",
    ),
    claim(
        "promise",
        r"(?:more|back|fixed|done|resolved|updates?|up|online|restored|sorted) (?:soon|shortly|to "
        r"(?:follow|come)|later|in (?:a|N:\S+|ten|five|no time)|momentarily)(?= )",
        "nct",
    ),
    claim(
        "promise",
        r"why worry|(?:stay|keep) (?:tuned|posted)|hang (?:tight|in there|on)(?= )|bear with|"
        r"watch this space|(?:keep|keeping) (?:you|everyone|all|{h}|the channel) (?:posted|"
        r"updated|informed)|hold tight|bear with",
        "n",
    ),
    claim(
        "promise",
        r"expect (?:a|an|the|it|this|things|\S+) (?:\S+ )?(?:fix|update|recovery|resolution|"
        r"answer|restore|to be|back|rollback|report|{ended})",
        "n",
    ),
    claim(
        "promise",
        r"(?:(?<=^ )|, )(?:the )?(?:eta|next update|fix eta|time to fix)(?: is| of)? (?:Z:|N:|in|"
        r"at|by|soon|about|under|ten|five|a)",
        "n",
    ),
    claim(
        "promise",
        r"(?:you|everyone) (?:will|'ll|shall) (?:hear|be|get|have|see)|hear back|get(?:ting)? "
        r"back to you|follow(?:ing)? up(?= (?:$|[,.!]|shortly|soon|with|on|later))|report(?:ing)? "
        r"back|circle back",
        "ncm",
    ),
    claim(
        "promise",
        r"(?:is|are|'s|'re|am) (?:{adv} )*(?:going to|about to|ready to|trying to|here to|happy "
        r"to|preparing to|planning to) (?:be )?(?:\S+ )?",
        "ncqt",
    ),
    claim(
        "promise",
        words(WORK) + r" (?:soon|shortly|next|in a (?:minute|moment|sec|second|bit)|momentarily)(?= )",
        "nct",
    ),
    claim(
        "promise",
        r"(?<=^ )(?:it |this |that )?(?:won't|will not) (?:be|take) (?:long|much longer)|(?:few|"
        r"couple of|N:\S+) more (?:minutes?|moments?|seconds?|mins?)"
        r"|(?<=^ )(?:brb|bbl|biab|one (?:sec|second|moment|minute)|hold on|just a (?:sec|second|"
        r"moment|minute)|two minutes)(?= )",
        "n",
    ),
    claim(
        "promise",
        r"(?:{deed}|restart|update|page|\S+ update) (?:will|shall|'ll) (?:{adv} )*(?:start|begin|run|"
        r"go|happen|execute|kick|be posted|be sent)(?= )",
        "nc",
    ),
    claim(
        "promise",
        r"\S+ (?:will|shall|'ll) (?:{adv} )*(?:take care|sort (?:it|this)|heal|handle (?:it|this)|fix "
        r"(?:it|this))(?= )",
        "nc",
    ),
    claim(
        "promise",
        r"(?<=^ )(?:please |just )*(?:give|needs?|allow|wait) (?:it |me |us |this )?(?:a few|another|"
        r"N:\S+|five|ten|two|some) (?:more )?(?:minutes?|moments?|seconds?|mins?|time|hours?)(?= (?:$|"
        r"[,.!]))",
        "n",
    ),
    claim(
        "promise",
        r"\S+ should (?:{adv} |be )*(?:recover|recovered|heal|be back|back|clear up|come back|return|"
        r"restored|fixed|resolved?|settle)(?= )",
        "nct",
    ),
)
