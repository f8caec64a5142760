"""People and bots as agents: an unnamed person who does anything, a bot that does more than read and report."""

from bot.voice.lexicon.verbs import PRESENT
from bot.voice.rules.claim import Claim, claim, words

_DOES = (
    r"(?:"
    + words(PRESENT)
    + r"|[a-z]+(?:ed|ing)|[a-z]+(?:ies|ses|xes)|joins|reads|calls|pages|owns|leads|I:pages|knows)"
)
_STATIVE = (
    r"(?! (?:not|no|never|yet|unknown|unset|empty|missing|needed|required|asked|none|free to|"
    r"O:\S+|N:\S+|account|until|to|T:\S+|set to|meant|supposed|expected|allowed|able|"
    r"unable|listed|named|who|whom|whose|see|absent|unclear|the (?:one|only)|entitled|silent|"
    r"deactivated|a guest|unassigned|there|on the rota|read|still (?:missing|unknown|needed)|"
    r"H:team-\S+|decided yet|a (?:human|person)|an? (?:member|different|field|label|C:)|notified|asleep)(?= |$))"
)
_BOT_MAY = (
    r"(?:wrote|writes|written|read|reads|reading|found|finds|cannot|can't|can|could|may|might|"
    r"must|should|would|does not|did not|doesn't|didn't|has not|hasn't|is not|isn't|will not|"
    r"won't|"
    r"was not|has no|has never|never|shows|showed|lists|listed|proposes|proposed|ranked|ranks|"
    r"saw|sees|said|says|posted|posts|was stopped|is stopped|was resumed|is off|reports|"
    r"reported|changes nothing|changed nothing|asks|asked|answers|"
    r"answered|quotes|quoted|only|stays|needs|is a|is only|is an|has read|is configured|is "
    r"allowed|is running (?:T:version|version|as|on|with|without|D:\S+|N:\S+|since|in)|is unable|cited|cites|"
    r"diagnosed|compared|checked N:|counts|counted|"
    r"itself|"
    r"traffic|user|account|token|scope|version|replica|pod|requests|T:\S+|\d|N:\S+|D:\S+|,|"
    r"and|or|as|path|key|process|stopped|failed|timed|lost|started|after|could)"
)
CLAIMS: tuple[Claim, ...] = (
    claim(
        "unnamed-human",
        r"(?:everyone|everybody|anyone|people|H:\S+) (?:who|that|in) (?!(?:do|does|did|has|have|is|are) "
        r"not |must |may |can |cannot |should )(?:\S+ ){1,3}?(?:knows?|is|are|has|"
        r"have|got|sees?|cares?)(?= )",
        "ncq",
    ),
    claim(
        "unnamed-human",
        r"(?:comms|communications?|word|news|notice|notices|messaging) (?:is|are|went|has gone|have gone) (?:{adv} "
        r")*(?:out|sent)(?= )",
        "ncq",
    ),
    claim(
        "unnamed-human",
        r"(?<=^ )(?:(?:they|he|she|H:he|H:she|H:someone|H:somebody) (?:is|are|was|were|has|have|did|does|do|will)|"
        r"(?:it|that|this) (?:is|has))"
        r"(?: {adv})*(?= (?:$|,|since|as of|for N:))",
        "",
    ),
    claim(
        "unnamed-human",
        r"(?:they|he|she|H:he|H:she) (?:are|is|were|was|will|shall) (?:{adv} |be )*[a-z]+(?:ing)? (?:it|this|that|"
        r"them|into|on "
        r"it|up|back)(?= )",
        "ncmq",
    ),
    claim(
        "unnamed-human",
        r"{h} (?:who|that) (?!(?:do|does|did|has|have) not )(?:\S+ ){1,4}?(?:is|was|are|were|has|have) (?:{adv} "
        r")*[a-z]+(?:ing|ed)(?= )",
        "ncq",
    ),
    claim(
        "unnamed-human",
        r"(?:{h} )+(?:and \S+ ){0,2}(?:{adv} |on (?:duty|call|shift) |relevant |concerned |"
        r"(?:of|for|at|in|from|with) (?!T:|D:|C:)\S+ (?:\S+ )?(?={h}|is|are|has|have|was))*?"
        + _DOES
        + r"(?= )"
        + _STATIVE,
        "ncq",
    ),
    claim(
        "unnamed-human",
        r"(?:they|he|she|H:he|H:she)(?: {adv})* (?:are|is|'re|'s|have|has|were|"
        r"was)(?: {adv})* (?:on it|{work}|aware|engaged|here|joining|awake|informed|got)(?= )",
        "ncq",
    ),
    claim(
        "unnamed-human",
        r"(?:{h} )+(?:on duty |in charge )?(?:does|do|did|has|have|is|are|will)(?= (?:$|[.!]))",
        "ncq",
    ),
    claim(
        "unnamed-human",
        r"(?<!approval )(?<!confirmation )(?<!decision )by (?:the |a |an |our |one of the |some |"
        r"their )?(?:\S+ )?(?:{h})(?! (?:account|role|group|field|label|name|id|reference|is|are|"
        r"decides))(?= )",
        "ncmqto",
    ),
    claim("unnamed-human", r"(?:is|are|was|'s) with (?:the |our |a )?(?:\S+ )?{h}(?= )", "ncqt"),
    claim(
        "unnamed-human",
        r"(?:right|relevant|appropriate|proper|correct) (?:people|folks|team|teams|person|experts|"
        r"owners|responders)",
        "ncmq",
    ),
    claim(
        "unnamed-human",
        r"(?:support|security|legal|management|networking|platform|secondary|T:backend|T:network|"
        r"T:database|T:platform) (?:{adv} )*(?:is|are|has|have|was|were)(?: {adv}| been)* "
        r"(?:informed|notified|"
        r"engaged|aware|looking|taking|on it|told|joining|involved|contacted|investigating|"
        r"handling|paged|working)(?= )",
        "ncmq",
    ),
    claim(
        "bot-attribution",
        r"(?:{b} )+(?!"
        + _BOT_MAY
        + r"(?: |$))(?:{adv} )*(?:"
        + words(PRESENT)
        + r"|[a-z']+(?:ed|ing|s)|'s|I:pages)(?= )(?! (?:not|no|never|only|a (?:program|bot|tool)|"
        r"unable)(?: |$))",
        "ncq",
    ),
    claim(
        "bot-attribution",
        r"(?!written|read|posted|made|proposed|generated|listed|ranked|found|produced|reported|"
        r"quoted|counted|judged|observed|rendered|drafted)(?:[a-z]+-)?[a-z]+(?:ed|en|un|nt|ght) "
        r"by (?:the |an? |our |your )?"
        r"(?:\S+ )?{b}(?= )(?! (?:after ATTR|T:\S+|traffic|requests))",
        "nq",
    ),
    claim(
        "bot-attribution",
        r"(?:handled|owned|acknowledged|acked|taken|fixed|resolved|approved|confirmed|closed|"
        r"assigned to|claimed|led|managed|covered|picked up|commanded|run|driven|mitigated|"
        r"restarted|"
        r"rolled back|escalated|silenced|done|watched|monitored|supervised)(?: over)?(?: (?:now|"
        r"already|all))* (?:to|from|over to) (?:the |an? |our |your )?(?:\S+ )?{b}",
        "nq",
    ),
    claim(
        "bot-attribution",
        r"{b} (?:{adv} |, )*(?:as|is|=|,) (?:the |your |an? |our |acting )*(?:\S+ )?(?:owner|commander|"
        r"assignee|responder|lead|incident commander|on-call|ic)(?= )",
        "ncq",
    ),
    claim(
        "bot-attribution",
        r"(?:owner|ic|commander|assignee|responder|lead|on-call|ownership) (?:is|are|=|was|'s|now|"
        r"goes to|belongs to) (?:now |currently )?(?:the |an? |our )?(?:\S+ )?(?:{b})",
        "ncq",
    ),
    claim(
        "unnamed-human",
        r"\S+ (?:is|are|was|were|'s|been|made) (?:{adv} )*aware(?= (?:$|[,.!]|of|that|and))",
        "ncmq",
    ),
    claim(
        "bot-attribution",
        r"(?<=^ )(?:yours|sincerely|regards|cheers|best|signed|love|greetings|faithfully|your)(?: "
        r",)?(?: yours| your| the| truly)* "
        r"(?:I:incident )?(?:{h}|{b}|friend|friendly)(?= (?:$|[,.!]))",
        "",
    ),
    claim(
        "unnamed-human",
        r"(?:guess|wonder) who(?= )|(?:folks|people|someone|somebody|engineers?|H:\S+)(?: (?:of|from|"
        r"in|at) \S+)? (?:{adv} )*(?:joined|arrived|responded|jumped in|stepped in|picked up|came|"
        r"helped|helps)(?= )",
        "ncq",
    ),
    claim(
        "unnamed-human",
        r"(?:they|he|she|H:he|H:she)(?: {adv})* (?:rolled|restarted|reverted|scaled|fixed|deployed|"
        r"drained|deleted|patched|paged|escalated|silenced|"
        r"approved|confirmed|acknowledged|resolved|closed)(?= )",
        "ncmq",
    ),
    claim(
        "unnamed-human",
        r"(?<=^ )(?!T:|D:|S:|N:|C:|O:|the |a |an |this |that |it |I:|F:)[a-z]+ (?:is|has) (?:{adv} "
        r")*(?:monitoring|responding|responsible|rolling back|"
        r"restarting|escalating|joined|joining|assigned|on call|on duty)(?= )",
        "ncmq",
    ),
    claim(
        "unnamed-human",
        r"(?:H:owner|H:commander|H:ic|assignee|H:lead|H:on-call|H:responder|H:duty) "
        r"(?!H:|O:|T:|D:|C:|ATTR|(?:since|of|is|has|for|none|unknown|must|can|not|no) )[a-z]+ (?:since|at|"
        r"from|as of) (?:Z:|N:)",
        "ncmq",
    ),
    claim(
        "unnamed-human",
        r"(?:is|are) (?:your|the|our) (?:point of contact|point person|contact|"
        r"driver|T:driver)(?= )",
        "ncmq",
    ),
)
