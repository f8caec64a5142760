"""Deeds: a change on production, said without the record's two humans, or without the machine that made it."""

from bot.voice.rules.claim import Claim, claim

_AGENT = (
    r"(?! (?:\S+ ){0,7}?(?:by (?:the |an? |its )?(?:T:|S:|D:|kernel|node|system|C:|\S+ T:)|"
    r"Z:\S+ (?:when|because|after) (?:the |its |an? )?(?:\S+ )?(?:T:|D:|S:|health)|since Z:\S+ C:q|"
    r"N:\S+ times|times|(?:in|with|by|from|since) (?:T:revision|release|T:version|version|D:v\d)|D:e\d|\( D:e\d|"
    r"every|each|per|whenever|on each|on purpose|on "
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|N:|D:)|yesterday|last|N:\S+ "
    r"(?:days|weeks|months|hours) ago|two|three days ago|twice|again and again))"
)
# A mending that is there now is a claim even where evidence is cited, unless it says when or by what.
_WHEN = (
    r"(?! (?:\S+ ){0,7}?(?:by (?:the |an? |its )?(?:T:|S:|D:|C:)|Z:|N:\S+ (?:times|days|weeks|months|hours|minutes)|"
    r"upstream|twice|yesterday|last))"
)
# "A certificate issued at 02:04 is not yet valid" tells of the certificate.
_WHOLE = r"(?! (?:[^\s,]+ ){0,5}?(?:is|are|was|were|has|have|had|fails?|cannot|does|do) )"
CLAIMS: tuple[Claim, ...] = (
    claim(
        "deed",
        r"(?:is|are|was|were|has been|have been|got) (?:{adv} )*(?!proposed|needed|meant|intended|limited|recommended|"
        r"suggested|used|required|designed|built|written|named|called|known|expected|asked|able|too|"
        r"not)[a-z]+(?:ed|en|ut|"
        r"it|et|un|pt|nt|ld|own|ung|ept) (?:\S+ ){0,7}?(?:by hand|manually|so (?:that )?(?:the |it |they |we |a "
        r")?(?:\S+ )?"
        r"(?:can|could|may) (?:recover|breathe|catch|heal|rest|cool|settle|finish|drain|restart|come)|to (?:free|"
        r"relieve|"
        r"ease|let|spread|buy|unblock|give|spare)|for (?:tonight|now|the night|safety|the time being|the moment)|as "
        r"(?:routine|a matter|an emergency)|past the bad)(?= )" + _AGENT,
        "ncmqr",
    ),
    claim(
        "deed",
        r"(?:released|freed|cleared|addressed|fixed|solved|resolved|mitigated|restored|unblocked|reduced|relieved|"
        r"worked "
        r"around|avoided|contained|stopped|eased|cured|recovered|repaired|brought \S+) (?:\S+ ){0,2}?by "
        r"[a-z]+ing(?= )",
        "ncmq",
    ),
    claim(
        "deed",
        r"(?:corrected|fixed|patched|repaired|mended|cleaned|known-good|D:known-good) (?:config|configuration|"
        r"image|T:image|"
        r"code|settings|T:revision|pods|T:pods|T:manifest|T:chart|values|T:query|T:rule|T:rules)(?= )",
        "ncmqs",
    ),
    claim(
        "work",
        r"(?:extra|more|additional|another|replacement|spare|fresh|new|second|third|bigger|larger) (?:\S+ "
        r"){1,2}?(?:is|are) "
        r"(?:{adv} )*being (?:started|added|created|issued|brought|built|ordered|pulled|launched|set|made|prepared|"
        r"installed|attached|moved|deployed)(?= )" + _AGENT,
        "ncqs",
    ),
    claim(
        "deed",
        r"(?:{deed}|restart|rollback|change|patch|revert|reboot|drain|cutover|switchover|redeploy|scale-up|"
        r"scale-down|update) "
        r"(?:has |have |had |is |just |already )*(?:went|gone|going|go|goes) (?:out|in|live|through|ahead|up|well|"
        r"fine|smoothly|"
        r"to (?:prod|production|plan))(?= )" + _AGENT,
        "nmq",
    ),
    claim(
        "deed",
        r"(?:has been|have been|got|is now|are now|is|are) (?:{adv} )*(?:reverted|rolled back|put back|restored|"
        r"undone|"
        r"backed out|enlarged|widened|unblocked|freed|topped up|patched|repaired|mitigated|corrected|failed over|"
        r"silenced|muted|rectified|remedied|reinstated|swapped "
        r"out|taken out)(?= )" + _WHEN,
        "ncmqsi",
    ),
    claim(
        "deed",
        r"(?<=^ )(?:the |all |any )?(?:actions?|steps?|measures|changes?|fixes|F:\S+|mitigations?|work|"
        r"countermeasures?|"
        r"restarts?|rollbacks?|reboots?|failovers?|remedies|commands?) (?:already |so far )?(?:taken|done|performed|"
        r"executed|applied|made|tried|carried out|completed|run)(?: so far| already| until now| to date)?(?= $)",
        "q",
    ),
    claim(
        "deed",
        r"\S+ (?:was |were |has been |have been |got )?(?!proposed|needed|meant|intended|limited|recommended|"
        r"suggested)"
        r"(?:[a-z]+ed|set|put|cut|taken) (?:\S+ ){0,7}?(?:as an? (?:\S+ )?(?:precaution|stopgap|workaround|measure|"
        r"fix|"
        r"remedy|band-aid|bandaid)|for safety|to be (?:safe|on the safe side|sure)|on the safe side|just in case|to "
        r"(?:buy|"
        r"gain) time|to (?:relieve|ease|take) (?:the )?(?:pressure|load|pain))(?= )",
        "ncmq",
    ),
    claim(
        "deed",
        r"(?:was|were|has been|have been|got) (?:{adv} )*[a-z]+ed (?:{adv} )*(?:manually|by hand)(?= )"
        + _AGENT,
        "ncmqr",
    ),
    claim(
        "deed",
        r"(?<=^ )(?!N:|no |O:|not |none |last |first |total )(?:(?:the|a|an|all) )?(?!N:)(?:\S+ "
        r")?(?!N:|not |no |is |are |was |were |has |have |had |been |be )\S+ (?:undone|scaled|"
        r"promoted|rerouted|raised|lowered|increased|bumped|restarted|shifted|silenced|muted|"
        r"drained|reverted|"
        r"patched|flushed|disabled|enabled|rebooted|posted|published|paged|notified|informed|"
        r"escalated)(?= (?:$|to N:|up|down|out|at Z:|until|by hand|manually|successfully))" + _WHOLE + _AGENT,
        "ncmqrs",
    ),
    claim(
        "deed",
        r"(?:restart|reboot|drain|cutover|failover|scale-up|scale-down|cleanup|purge|flush|"
        r"rollback|undo|revert|redeploy|switchover)(?: of \S+(?: \S+)?)? (?:{aux} |{adv} "
        r")*(?:done|complete|completed|finished|successful|"
        r"succeeded|executed|performed|applied|issued|started|initiated|under way|underway)(?= )" + _AGENT,
        "ncmqr",
    ),
    claim(
        "deed",
        r"(?<=^ )(?!N:|no |O:)(?:(?:the|a|an|all) )?(?!N:)(?:\S+ )?\S+ (?:flushed|restarted|"
        r"rebooted|recycled|bounced|drained|cordoned|reverted|reset|cleared|purged|raised|bumped|"
        r"doubled|silenced|muted|disabled|enabled|"
        r"patched|applied|executed|rotated|isolated|quarantined|unblocked|restored|rolled back|"
        r"failed over|issued|placed)(?= (?:$|manually|successfully|now|by hand|until|for N:\S+|to "
        r"N:\S+|and (?!N:)\S+ed))" + _WHOLE + _AGENT,
        "ncmqrs",
    ),
    claim(
        "deed",
        r"(?:command|request|patch|F:patch|change|rollback|F:rollback|restart|kubectl|T:request|"
        r"fix|order) (?:has been|have been|was|were|is now|just) (?:{adv} )*(?:sent|made|given|"
        r"put through|rolled out|pushed|fired)(?= )" + _AGENT,
        "ncmqr",
    ),
    claim(
        "deed",
        r"(?!that |which )\S+(?: {adv})* (?:was|were|has been|have been|had been|been|got|just|is "
        r"now|are now)(?: {adv})* {mitigated}(?= )" + _AGENT,
        "ncmqr",
    ),
    claim(
        "deed",
        r"\S+(?: {adv})* (?:was|were|has been|have been|had been|been|got|is|are)(?: {adv})* "
        r"(?:rolled back|rolled forward|failed over|turned off|switched off|switched over"
        r"|taken out|cut over|backed out|moved over|removed from rotation|kicked|put back|brought "
        r"back)(?= )" + _AGENT,
        "ncmqr",
    ),
    claim(
        "deed",
        r"{deed}(?: (?:on|to|of|for|from|with) \S+( \S+)?)?(?: (?:{aux}|{adv}))* (?:deployed|"
        r"applied|done|performed|executed|run|completed|complete|made|shipped|merged|started|"
        r"initiated|issued"
        r"|triggered|finished|successful|succeeded|worked|over|confirmed|kicked off|rolled out|"
        r"carried out)(?= )" + _AGENT,
        "ncmqr",
    ),
    claim(
        "deed",
        r"(?:cache|caches|T:caches?|pods?|T:pods?|node|nodes|T:nodes?|queue|T:queues?|traffic|"
        r"replicas|deployment|service|services|feature flag|flag|limit|restart|failover|drain|"
        r"rollback|reboot|T:\S+|command|change|patch|kubectl \S+ \S+)"
        r"(?: (?:now|already|successfully|all|just|is|are|was|were|has been|have been))* "
        r"(?:flushed|cordoned|uncordoned|drained|purged|rebooted|reverted|silenced|muted|patched|"
        r"rerouted|initiated|issued|undone|executed"
        r"|applied|bumped|raised|rolled back|failed over|unblocked)(?= (?:$|[,.!)]|and|"
        r"successfully|now|at|for|to|with|on))" + _WHOLE + _AGENT,
        "ncmqrt",
    ),
    claim(
        "deed",
        r"P:\S+(?: (?:{aux}|{adv}))* (?:executed|run|applied|done|sent|completed|carried out|"
        r"under way|underway|in progress|performed|live|approved|confirmed|accepted|authorised|"
        r"authorized)(?= )",
        "ncmq",
    ),
    claim(
        "deed",
        r"(?:proposal|command|P:\S+|action)(?: P:\S+)?(?: (?:{aux}|{adv}))* (?:executed|run|"
        r"applied|carried out|performed)(?= )",
        "ncmq",
    ),
    claim(
        "deed", r"(?:{h}|@:\S+|they) (?:{adv} )*(?:is|are) (?:{adv} )*(?:notified|paged|told)(?= )", "ncmqi"
    ),
    claim(
        "deed",
        r"(?:{h}|@:\S+|they(?! (?:are|were|get) (?:assigned|updated))|{h}{np}) (?!(?:can|could|may|might|must|"
        r"should) )(?!(?:is|are) (?:notified|paged|"
        r"told))(?:{aux} |{adv} "
        r")*(?:paged|notified|informed|told|alerted|woken|called|contacted|pinged|briefed|engaged|"
        r"mobilised|mobilized|summoned|looped in|reached|messaged|assigned|updated|aware)(?= )",
        "ncmq",
    ),
    claim(
        "deed",
        r"(?:paged|notified|pinged|called|woke|alerted|informed|told|contacted|escalated to|"
        r"escalated|reached out to|messaged|summoned|looped in|handed to|handed over to) (?:\S+ "
        r")?(?:to )?(?:the |a |an |our |both |all )?(?:\S+ )?(?:{h}|someone)(?= )",
        "ncmqt",
    ),
    claim(
        "deed",
        r"(?:opened|filed|raised|created|logged) (?:a|an|the) (?:\S+ )?(?:ticket|tickets|support "
        r"case|case|incident|bridge|bug|issue|jira)(?= )",
        "ncmqt",
    ),
    claim(
        "deed",
        r"(?:command|script|kubectl|runbook|playbook|step|T:job|patch|F:patch|restart|F:rollback|"
        r"F:failover) (?:N:\S+ )?(?:{aux} |{adv} )*"
        r"(?:ran|succeeded|went through|worked)(?= (?:$|[,.!]|successfully|fine|without|and))" + _AGENT,
        "ncmqr",
    ),
    claim(
        "deed",
        r"(?:traffic|requests|load|T:requests) (?:{aux} |{adv} )*(?:drained|shifted|rerouted|moved|"
        r"diverted|redirected|failed over)(?= (?:$|[,.!]|from|to|away|off))" + _AGENT,
        "ncmqr",
    ),
    claim(
        "deed",
        r"(?:step|runbook|playbook|procedure)(?: N:\S+| D:\S+)? (?:{aux} |{adv} )*(?:done|completed?|"
        r"finished|executed|performed)(?= (?:$|[,.!]))",
        "ncmqr",
    ),
    claim(
        "deed",
        r"{inc} (?:{aux} |{adv} )+(?:opened|created|filed|raised|logged|declared) (?:in|at|with|on) S:",
        "ncmqr",
    ),
)
