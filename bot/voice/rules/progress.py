"""Progress: what is said to be under way, so that a reader takes it that somebody sees to it."""

from bot.voice.rules.claim import Claim, claim

CLAIMS: tuple[Claim, ...] = (
    claim(
        "work",
        r"(?<=^ )(?:{adv} )*(?:D:in-progress|(?:about )?N:\S+ (?:done|complete|completed|through|finished))(?= $)",
        "qsr",
    ),
    claim(
        "work",
        r"being (?:{adv} )*(?:worked|looked|investigated|chased|examined|dealt|tackled|triaged|debugged|attended|"
        r"sorted|talked|discussed|"
        r"pursued|studied|hunted)(?= )",
        "nq",
    ),
    claim(
        "work",
        r"(?:is|are|was|were|gets?|well|currently|now) (?:{adv} )*(?:underway|under way|in hand|on its way|on the "
        r"way|in the works)"
        r"(?= (?:$|,|and|now|already|to|for|with))(?! (?:\S+ ){0,6}?(?:Z:|D:e))",
        "ncqs",
    ),
    claim(
        "work",
        r"(?:{deed}|change|raise|patch) (?:for \S+ (?:\S+ )?)?(?:is|are) (?:{adv} )*going (?:out|in|live)(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?<!not )(?<!O:nobody )in (?:full swing|progress|hand|motion|train|the works|review|the (?:driver's|hot) "
        r"seat|the pipeline)"
        r"(?= (?:$|until|,))",
        "ncqsmrt",
    ),
    claim(
        "work",
        r"(?:restore|restoration|recovery|rollback|F:\S+|step|failover|repair|drain|cleanup|migration back|reindex|"
        r"replay|"
        r"backfill)(?: \S+){0,3}? (?:: )?(?:at )?N:[\d.]+%?(?: %)? (?:done|complete|completed|through|finished)(?= )",
        "ncqmr",
    ),
    claim(
        "work",
        r"(?:pr|pull request|revert|rollback|workaround|patch|F:patch|hotfix|F:hotfix|fix|F:fix) (?:is|are) "
        r"(?:{adv} )*(?:up|out|open|ready|"
        r"in)(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"being (?:{adv} )*\S+(?: \S+){0,3} (?:right now|as (?:we speak|i write|of now)|at (?:the|this) (?:moment|"
        r"minute|same "
        r"time|very moment))(?= )",
        "nq",
    ),
    claim(
        "work",
        r"(?:is|are|was|were) (?:{adv} )*being (?:{adv} )*(?:carried out|performed|undertaken|actioned|"
        r"put in place|taken care of)(?= )",
        "ncmq",
    ),
    claim(
        "work",
        r"(?<=^ )(?!T:|N:|D:|no |O:)(?:(?!T:|N:|D:|C:|S:|in |is |are )\S+ ){1,4}(?:in progress|"
        r"underway|under way)(?= (?:$|[,.!]))",
        "ncqs",
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
        r"{deed}(?: (?:on|to|of|for|from|with) (?:\S+ ){1,8}?)?(?: ?(?:{aux}|{adv}))*? "
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
        r"(?:work|efforts?|help|response|investigation|mitigation|recovery|triage) (?:{adv} "
        r")*(?:has|have|is|are|was)?(?: {adv})*"
        r" ?(?:begun|began|started|starting|continues?|continuing|coming|arriving|here|"
        r"proceeding)(?= )",
        "ncqm",
    ),
    claim(
        "work",
        r"(?:restoring|rebuilding|repairing|recovering|bringing) (?:\S+ ){0,3}(?:back|now|as we "
        r"speak|at the moment)(?= )",
        "ncmt",
    ),
    claim(
        "work",
        r"{deed} (?:steps?|work|actions?|measures|efforts?) (?:{aux} |{adv} )*(?:in progress|underway|"
        r"under way|ongoing|running|started|begun)(?= )",
        "ncqm",
    ),
)
