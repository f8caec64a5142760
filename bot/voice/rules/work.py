"""Work in progress: a reader takes it that somebody is at it."""

from bot.voice.rules.claim import Claim, claim

_ON = (
    r"(?:it|this|that|these|them|things|the (?:\S+ )?{inc}|{inc}|the (?:\S+ )?(?:fix|"
    r"situation|rollback|cause|root cause|matter))"
)
CLAIMS: tuple[Claim, ...] = (
    claim(
        "work",
        r"(?:is|are|was|were) (?:{adv} )*being (?:{adv} )*(?:carried out|performed|undertaken|actioned|"
        r"put in place|taken care of)(?= )",
        "ncmq",
    ),
    claim("work", r"(?:pair of (?:H:)?hands|extra (?:H:)?hands|(?:set|pair) of eyes)(?= )", "ncmq"),
    claim(
        "work",
        r"(?<=^ )(?!T:|N:|D:|no |O:)(?:(?!T:|N:|D:|C:|S:|in |is |are )\S+ ){1,4}(?:in progress|"
        r"underway|under way)(?= (?:$|[,.!]))",
        "ncqs",
    ),
    claim(
        "work",
        r"(?:(?<=^ )(?:hard |still |busy )*at (?:work|it)(?= )|progress (?:{aux} |{adv} )*made|"
        r"making (?:good |some )?progress)",
        "n",
    ),
    claim(
        "work",
        r"work (?:on (?:\S+ ){1,4}?)?(?:{aux} |{adv} )*(?:underway|under way|ongoing|in progress|"
        r"begun|started|continues|continuing)(?= )",
        "ncqm",
    ),
    claim(
        "work",
        r"(?<=^ )(?:{adv} )*(?:in (?:progress|hand|motion|the works|flight)|underway|under way|"
        r"ongoing)(?= (?:$|[,.!]))",
        "n",
    ),
    claim(
        "work",
        r"(?:looking|looked|look|dig|digging|dug|dive|diving|drilling) (?:{adv} )*(?:into|at|"
        r"further|closer|deeper)"
        r" ?(?:{adv} )*" + _ON + r"(?= )",
        "ncmqt",
    ),
    claim(
        "work",
        r"being (?:{adv} )*(?:handled|worked|looked|investigated|taken|fixed|addressed|dealt|"
        r"prepared|restored|mitigated|resolved|rolled|restarted"
        r"|repaired|triaged|debugged|watched|monitored|tracked|seen|sorted|attended|managed|owned|"
        r"reverted|patched|escalated|paged|contacted"
        r"|hunted|traced|chased|narrowed|pinned|explored|pursued|assembled|coordinated|drafted|"
        r"arranged|organised|organized"
        r"|treated|analysed|analyzed|checked|examined|remediated|actioned|tackled)(?= )",
        "nqt",
    ),
    claim(
        "work",
        r"{deed}(?: (?:on|to|of|for|from|with) (?:\S+ ){1,4}?)?(?: ?(?:{aux}|{adv}))*? "
        r"{underway}(?= )",
        "ncqmt",
    ),
    claim(
        "work",
        r"{deed} (?:{aux} |{adv} )*(?:on (?:its|the|their) way|in (?:progress|flight|place|motion|"
        r"hand|the works|the pipeline)|under way|at hand)(?= )",
        "ncqm",
    ),
    claim(
        "work",
        r"(?:on (?:its|the|my|our|their|his|her) way|en route|inbound)(?= (?:$|[,.!)]|now|already|"
        r"and|here|with))",
        "ncqt",
    ),
    claim(
        "work",
        r"(?:under (?:active )?(?:investigation|repair|review|observation)|being actively)(?= )",
        "ncqs",
    ),
    claim(
        "work",
        r"(?:analysis|it|this|{inc}|{it}|response|recovery|diagnosis|restore|restart|escalation|"
        r"handoff|handover|restoration) (?:{aux} |{adv} )*(?:underway"
        r"|under way|in progress|being worked(?: on)?|ongoing work)(?= )",
        "ncqs",
    ),
    claim(
        "work",
        r"(?:{own}|{it}) (?:{aux} |{adv} )*(?:investigated|looked (?:at|into)|worked(?: on)?|"
        r"triaged|debugged|dealt with|monitored|watched)(?= )",
        "ncqs",
    ),
    claim(
        "work",
        r"{deed}(?: \S+){0,5} (?:continues?|proceeds?|goes on|has begun|are ongoing|is "
        r"ongoing)(?= (?:$|[,.!]))",
        "ncqm",
    ),
    claim(
        "work",
        r"(?:is|are|being) (?:{adv} )*(?:in the (?:works|pipeline|making|oven)|in flight)(?= )",
        "ncqt",
    ),
    claim(
        "work",
        r"(?:deep dive|deep-dive|dive|analysis|reviews?|checks?|T:check|repair|restart|restore|"
        r"escalation|handoff|handover|debugging|troubleshooting|diagnosis|cleanup|clean-up|root "
        r"cause|diagnostics|session|reboot|cutover|"
        r"verification|communications?|paging|tests?) (?:{aux} |{adv} )*(?:in progress|underway|"
        r"under way|ongoing|on-going|in hand|in flight)(?= )",
        "ncqm",
    ),
    claim(
        "work",
        r"(?:running|runs|ran) (?:point|with (?:it|this)|the (?:show|response|I:incident|bridge|"
        r"F:response))(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?<=^ )(?!T:|D:|S:|N:|C:)(?:the )?(?!T:|D:|S:|N:|C:)\S+ (?:is|are) (?:{adv} "
        r")*(?:looking|investigating|debugging|digging|joining|triaging|coordinating|on the case|"
        r"on it|troubleshooting|at work|awake)(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?:work|efforts?|help|response|investigation|mitigation|recovery|triage) (?:{adv} "
        r")*(?:has|have|is|are|was)?(?: {adv})*"
        r" ?(?:begun|began|started|starting|continues?|continuing|coming|arriving|here|"
        r"proceeding)(?= )",
        "ncqm",
    ),
    claim("work", r"(?:keeping|keep|kept) (?:an|a close|a|both|one) (?:close )?eyes? on", "n"),
    claim(
        "work",
        r"(?:getting|get) to the bottom of|working (?:the|this) (?:I:\S+)|(?:is|are|'s|'re) "
        r"(?:{adv} )*(?:engaged|at work|at it|involved|assembled|mobilised"
        r"|mobilized|on board|on site|on the line|on the bridge|in the loop)(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?:restoring|rebuilding|repairing|recovering|bringing) (?:\S+ ){0,3}(?:back|now|as we "
        r"speak|at the moment)(?= )",
        "ncmt",
    ),
    claim(
        "work",
        r"(?:your|the) (?:rollback|restart|command|request|fix|failover) (?:is|'s) (?:running|"
        r"executing|processing|queued|rolling|going)",
        "ncq",
    ),
    claim(
        "work",
        r"(?:response|incident|war) (?:team|room|bridge|squad) (?:\S+ )?(?:assembled|open|up|"
        r"engaged|running|formed|staffed|mobilised)",
        "ncq",
    ),
    claim(
        "work",
        r"(?:bridge|call|zoom|huddle|meeting|war room|room|conference) (?:is|'s) (?:{adv} )*(?:up|"
        r"open|live|running|on|active|staffed)(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?<=^ )(?!T:|D:|S:|N:|C:|the |a |an )\S+ (?:from|of|at|in) \S+ (?:is|has been|was) (?:{adv} "
        r")*(?:looking|investigating|debugging|"
        r"digging|joining|triaging|coordinating|on the case|on it|troubleshooting|at work|awake|"
        r"working|fixing|handling)(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"{deed} (?:steps?|work|actions?|measures|efforts?) (?:{aux} |{adv} )*(?:in progress|underway|"
        r"under way|ongoing|running|started|begun)(?= )",
        "ncqm",
    ),
)
