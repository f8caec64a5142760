"""The aftermath: impact, customers, errors and leftovers of which a reader takes it that the incident is over."""

from bot.voice.rules.claim import Claim, claim

CLAIMS: tuple[Claim, ...] = (
    claim(
        "ended",
        r"(?:works?|succeeds?|flows?|goes through|go through|responds?|answers?|serves?|loads?|pass|passes|"
        r"completes?|connects?|logs? in|"
        r"is (?:reachable|available|responsive|usable|accessible)|are (?:reachable|available|responsive|usable|"
        r"accessible)) (?:{adv} )*again(?= )",
        "ncqsrm",
    ),
    claim(
        "ended",
        r"(?:customers?|users?|T:clients?|shoppers?|buyers?|people|everyone|H:people) (?:no longer|(?:should|will|"
        r"do|would|can) not) (?:see|sees|notice|"
        r"feel|experience|get|hit|face)(?= )",
        "q",
    ),
    claim(
        "ended",
        r"(?:only|just|nothing|all that)(?: (?!T:|D:|N:|C:)\S+){0,4}? (?:remains?|(?:is|are) left)(?= (?:$|,|is|but|"
        r"now|to))|"
        r"(?:what|all that|the rest)(?: that)? (?:remains|(?:is|are) left|is) (?:is |are )?(?:(?:the|an?|some|just|"
        r"only|mere) )*(?:postmortem|"
        r"post-mortem|cleanup|clean-up|paperwork|bookkeeping|backlog|write-up|housekeeping|formality|follow-up|"
        r"tidying|routine)(?= )",
        "q",
    ),
    claim(
        "ended", r"(?:remaining|outstanding|leftover) (?:work|tasks?|todo|T:tasks?|items?|steps?)(?= )", "q"
    ),
    claim("ended", r"thanks to(?= )", ""),
    claim(
        "ended",
        r"(?:has|have|is|are|was|were) (?:{adv} |been )*(?:neutralised|neutralized|plugged|tamed|defused|squashed|"
        r"stamped out|vanquished|"
        r"settled|calmed|calmed down|normalised|normalized|flattened|flattened out|levelled off|leveled off|eased|"
        r"died down)(?= )",
        "ncqsr",
    ),
    claim(
        "ended",
        r"(?:graphs?|dashboards?|metrics?|T:metrics?|numbers?|charts?|curves?|lines?|T:lines?|things|situation|"
        r"I:situation) (?:{adv} )*(?:is|are|looks?|seems?|"
        r"says?|have|has) (?:{adv} )*(?:healthy|clean|calm|green|good|better|normal|fine|nominal|ok|okay|quiet|sane|"
        r"where they "
        r"should)(?= )",
        "ncqsr",
    ),
    claim(
        "ended",
        r"(?<=^ )(?:that|this) (?:did|does|should do|has done|ought to do|fixed|solved|sorted|cured|"
        r"settled|worked) ?"
        r"(?:it|the trick|the job)?(?= (?:$|[,.!]))",
        "nq",
    ),
    claim("ended", r"green across|all green|(?:clean|clear) bill of health|not an? {inc}", "nq"),
    claim(
        "ended",
        r"(?:impact|I:impact|disruption|degradation|downtime|customer impact|blast) (?:{aux} |{adv} )*"
        r"(?:ended|over|gone|stopped|cleared|resolved|contained|finished|passed|ceased)(?= )",
        "ncqs",
    ),
    claim(
        "ended",
        r"(?:customers?|users?|T:clients?|shoppers?|buyers?|everyone|they|impact) (?:is |are |were "
        r")?(?:no longer|not) "
        r"(?:affected|impacted|seeing|experiencing|blocked|hit|in pain|any more|anymore)",
        "cq",
    ),
    claim(
        "ended",
        r"(?:errors?|symptoms?|failures?|alerts?|alarms?|timeouts?|crashes|restarts|5xx|N:5xx) "
        r"(?:{aux} |{adv} )*"
        r"(?:stopped|ceased|vanished|disappeared|subsided|died down|dried up)(?= (?:$|[,.!]))",
        "ncqs",
    ),
    claim(
        "ended",
        r"(?<=^ )(?:no (?:more|further)|zero) (?:\S+ )?(?:errors?|symptoms?|failures?|alerts?|alarms?|"
        r"timeouts?|crashes|5xx)(?: now| any more| left| here)?(?= (?:$|[,.!]))",
        "q",
    ),
    claim(
        "ended",
        r"(?<!allows )(?<!permits )(?<!tolerates )(?:no|not an?|hardly an?|barely an?|scarcely an?) (?:real |actual "
        r")?{inc}(?: (?:here|any "
        r"?more|now|at all|whatsoever))?(?= (?:$|[,.!]))",
        "ct",
    ),
    claim(
        "ended",
        r"(?:not|never|nothing|nobody|no-one|none|hardly|\S+n't|cannot)(?: \S+){0,4}? (?:unowned|"
        r"unhandled|unacknowledged|unattended|unassigned|unresolved|unfixed|"
        r"F:unresolved|without an? (?:owner|H:owner|fix|F:fix))",
        "q",
    ),
    claim(
        "ended",
        r"(?:unowned|unhandled|unacknowledged|unattended|unassigned|unresolved|broken|down|failing) "
        r"no (?:more|longer)(?= )",
        "q",
    ),
    claim(
        "ended",
        r"(?:never been better|could(?:n't| not) be (?:more|better)|(?:without|no|beyond)(?: an?)?(?: "
        r"single)?(?: shadow of)? doubt (?:{ended}|{receipt}))",
        "",
    ),
    claim(
        "ended",
        r"(?<=^ )(?:please |you can |ready to |time to |safe to |okay to |let's )+(?:close|resolve|"
        r"archive|dismiss|mute)(?: (?:it|this|out|up))?(?= (?:$|[,.!]))",
        "n",
    ),
    claim(
        "ended",
        r"(?:customers?|users?|T:clients?|shoppers?|buyers?|people|everyone) (?:can|are able to) "
        r"(?:{adv} )*(?:\S+ ){1,3}again(?= (?:$|[,.!]))",
        "ncq",
    ),
    claim(
        "ended",
        r"(?:is|are) (?:{adv} )*(?!failing|crashing|firing|rising|growing|restarting|falling|dropping|"
        r"down|missing)[a-z]+ing again(?= (?:$|[,.!]|now|since|at))",
        "ncqs",
    ),
    claim("ended", r"(?:steady state|(?<=^ )(?:an? )?non-issue)(?= )", "ncq"),
    claim(
        "ended",
        r"{inc} (?:{adv} )*no longer (?:exists?|occurs?|present|there|reproduces?|reproducible|"
        r"persists?|applies)(?= )",
        "q",
    ),
    claim(
        "ended",
        r"(?<!root )cause (?:{aux} |{adv} )+(?:fixed|removed|eliminated|gone|addressed|cured)(?= )",
        "ncq",
    ),
    claim(
        "ended",
        r"(?:changes?|limits?|T:limits?|fix|F:fix|config|configuration|settings?|patch|F:patch|"
        r"T:rules?|workaround|F:workaround) (?:is|are|'s) (?:{adv} )*(?:live|in place|in effect|"
        r"active now|deployed|out)(?= (?:$|[,.!]|now|since|as))",
        "ncqst",
    ),
    claim(
        "ended",
        r"(?:T:service|T:services|T:api|T:app|T:application|T:gateway|(?!T:|N:|H:|O:|C:|not |no |size "
        r"|status |state |phase |outcome |result |verdict |reason |cause |"
        r"is |are |was |has )\S+) "
        r"(?:{aux} |{adv} )+(?:to be )?(?:resolved|fixed|solved|sorted|settled|mitigated|history|over|"
        r"handled|closed|done|ended|no more|nothing|harmless)"
        r"(?= (?:$|[,.!]))",
        "ncmqst",
    ),
    claim(
        "ended",
        r"(?:T:service|T:api|T:app|T:application|checkout) (?:{aux} |{adv} )+(?:to be )?(?:resolved|"
        r"solved|over|handled|closed|done|ended|fixed|operational|"
        r"nothing|harmless|history|no more|settled|sorted)(?: again| now)?(?= (?:$|[,.!]))",
        "ncqs",
    ),
    claim(
        "ended",
        r"(?:returned|returns|returning|back|gone back) to (?:normal|baseline|health|usual|"
        r"its usual)(?= )",
        "ncmqsr",
    ),
    claim(
        "reassurance",
        r"(?:does not|doesn't|don't|do not|need not) (?:really |even )?(?:need|"
        r"require|want|deserve) (?:any |your |further |human )*(?:attention|action|help|F:help|"
        r"F:response|response|eyes)",
        "q",
    ),
    claim(
        "ended",
        r"no (?:customer |customers |user |users |business )+(?:impact|I:impact|effect)(?= "
        r"(?:$|[,.!]|any))",
        "ctq",
    ),
)
