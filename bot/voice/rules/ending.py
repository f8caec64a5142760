"""The end, or a downgrade: a reader takes it that the incident is over, or was none."""

from bot.voice.rules.claim import Claim, claim

_BACK = (
    r"(?:back to (?:normal|green|healthy|business|usual|baseline|life)|back (?:up|online|in "
    r"(?:business|service|action))|up and running|up again"
    r"|works? (?:again|now|fine)|working (?:again|now|fine|normally)|healthy (?:again|now)|"
    r"stable (?:again|now)|fine (?:again|now)?|ok (?:again|now)|okay (?:again|now)"
    r"|good (?:again|now)|all (?:good|right|well|fine|clear|green)|running (?:again|normally|"
    r"smoothly)|under control|in the clear|out of the woods|green again|normal again|as good "
    r"as new"
    r"|in (?:good|great|fine|perfect|decent|better|top) (?:shape|order|health|state|form|condition)|behind (?:us|"
    r"you)|good to go|green(?= (?:$|[,.!])))"
)
CLAIMS: tuple[Claim, ...] = (
    claim(
        "ended",
        r"(?:{inc}|T:errors?|T:failures?|failures?|problems?) (?:{aux} |{adv} )*resolved (?:locally|inside|outside|"
        r"through|via|against|recursively)(?= )",
        "ncq",
    ),
    claim(
        "ended",
        r"(?:serves?|answers?|accepts?|responds?) (?:\S+ ){1,3}again(?= (?:$|,|and|now))|(?:that is|it is|call it) an? "
        r"(?:wrap|day|night)(?= )|good news(?= )|(?:is|are|looks?|seems?|stays?|remains?) (?:{adv} )*(?:happy|content|"
        r"pleased|calm|relaxed|grand|sweet|cool|golden|chipper|perky)(?= (?:$|,|again|now|and|once))",
        "ncqsr",
    ),
    claim(
        "ended",
        r"(?:did|does|has done|doing|done) (?:the|its) (?:trick|job|work|magic|thing)(?= )|(?:has |have )?(?:taken|"
        r"took|takes|taking) "
        r"(?:hold|effect)(?= )|(?:heading|trending|going|moving|headed) (?:in )?(?:the right (?:way|direction)|"
        r"nicely|well)(?= )|"
        r"bleeding (?:has |is )?stopp?ed|[a-z]+ing (?:nicely|smoothly|happily|beautifully)(?= )",
        "ncqr",
    ),
    claim(
        "ended",
        r"(?:assume|presume|take it|consider|treat|file|call|count|regard|mark|view|see) (?:\S+ ){0,3}?(?:is |are |"
        r"as |under |for |to be |down as )*"
        r"(?:handled|{ended}|healthy|fine|ok|okay|good|noise)(?= (?:$|,|unless|until|by|for|now|and))",
        "n",
    ),
    claim(
        "ended",
        r"(?:everything|it|all|things|that|this) (?:checks|checked|works|worked|pans|panned) out(?= )",
        "ncq",
    ),
    claim(
        "ended",
        r"(?:has|have|had|is|are|was|were|being|been|gets?|got) (?:{adv} |been )*(?:dealt with|taken care of|seen "
        r"to|attended to|looked "
        r"after|worked around|accounted for|put right|set right|put to rest|put out|nipped|ironed out|cleared up|"
        r"sorted out|tidied up)(?= )",
        "nqcs",
    ),
    claim(
        "ended",
        r"(?:but|though|yet|although|however|only) (?:\S+ ){0,6}?(?:it|they|that|this|he|she) (?:is|are|has|have|"
        r"was|did)(?= $)",
        "q",
    ),
    claim(
        "ended",
        r"(?:(?:T:services?|T:site|site|T:app|T:api|checkout|T:errors?|T:error rate|T:error rates|failures?|latency|"
        r"latencies|T:traffic|"
        r"traffic|things|everything|it|all|impact|performance|throughput|T:requests?|orders|payments|system|"
        r"platform)(?: (?:rate|rates|"
        r"ratio|budget|levels?|counts?))?) (?:(?:is|are|looks?|seems?|remains?|stays?|now|both|all|again|quite|"
        r"very) )*"
        r"(?:operating (?:normally|as usual|fine)|up|healthy|normal|nominal|fine|good|stable|green|down to "
        r"(?:N:0\S*|zero|none|nothing)|"
        r"N:0|zero|at (?:the |its )?(?:baseline|normal|usual)|acceptable|safe|low|within (?:the |its )?(?:budget|"
        r"slo|bounds|"
        r"limits|T:limits|target)|gone(?= $))(?= (?:$|,|and|now|again|since))",
        "ncqsr",
    ),
    claim(
        "ended",
        r"(?!fell back to )(?:is|are|now|gone|went|came|come|dropped|fell) back (?:at(?! once)|to|below|under|"
        r"within|down)(?= )(?! (?:\S+ "
        r"){0,6}?(?:since|at|from|until) Z:)",
        "ncqsrmt",
    ),
    claim(
        "ended",
        r"(?:is|are) now (?:{adv} )*(?:served|handled|answered|processed|routed|flowing|served)(?= (?:by|from|via|"
        r"through|again|normally))(?! by (?:only |just )?(?:N:|two|one|three|four|the (?:old|new|same|wrong)))",
        "ncqsr",
    ),
    claim(
        "ended",
        r"{inc}(?: (?:{aux}|{adv}))* no longer (?:firing|I:fires?|fires?|triggers?|rings?|active|alerting)(?= )",
        "cqs",
    ),
    claim(
        "ended",
        r"(?:storm|danger|crisis|I:crisis|worst|panic|trouble|I:trouble|nightmare|threat|drama|scare|hard part|"
        r"dust) (?:has |have |is |are |"
        r"seems |{adv} )*(?:passed|over|behind|gone|ebbed|blown|settled|settling|settles|clearing|easing|passing|"
        r"subsided|lifted|ended)",
        "nq",
    ),
    claim(
        "ended",
        r"(?<=^ )(?:an? |the |just |only |another |probably )*(?:known|old|usual|common|expected|benign|harmless|"
        r"minor|small|tiny|brief|"
        r"short|little|cosmetic|trivial|transient|momentary|isolated|mere|plain|test|routine) (?:\S+ )?(?:I:issue|"
        r"I:problem|I:glitch|flake|"
        r"noise|blip|hiccup|wobble|bump|fluke|quirk|annoyance|nuisance|flap)(?! (?:in|of|with) (?:T:|D:|S:|C:|"
        r"N:))(?= )",
        "nq",
    ),
    claim(
        "ended",
        r"(?<=^ )(?:only|just|merely|this is only|it is only|it was only) an? (?:test|drill|exercise|rehearsal|"
        r"flake|warning)(?= )",
        "q",
    ),
    claim(
        "ended",
        r"(?:errors?|5xx|symptoms?|failures?|timeouts?|latency|spike|crashes|noise|D:5xx|"
        r"N:5xx)(?: (?:{aux}|{adv}))+ (?:gone|fixed|over|solved|history|behind us)(?= )",
        "ncqs",
    ),
    claim("ended", r"(?<=^ )not (?:any more|anymore|any longer)(?= (?:$|[,.!]))", ""),
    claim("ended", r"(?:business as usual|(?:is|are|all) safe (?:now|again))(?= )", "nq"),
    claim(
        "ended",
        r"(?<=^ )no longer \S+|(?<=^ )no (?:more|longer)(?= $)|(?:it|everything|all of it|that|this) works(?= "
        r"(?:$|,|and))",
        "q",
    ),
    claim(
        "ended",
        r"(?<=^ )(?:the )?(?!T:|N:|D:|S:|H:|no |not )\S+ (?:has |have |had |just |fully "
        r")*recovered(?= (?:$|[,.!]|now|and|at|since|by|after|on|fully|from))",
        "ncqs",
    ),
    claim(
        "ended",
        r"{own}(?: (?:{aux}|{adv}))+ (?:harmless|benign|noise|nothing|a (?:non-issue|non-event|"
        r"nothingburger|blip|drill|test)|only a|ignorable|expected behaviou?r|unimportant|minor|"
        r"trivial)(?= )",
        "ncq",
    ),
    claim(
        "ended",
        r"{own}{np}(?: (?:{aux}|{adv}))* (?:{ended}|away|no more|history|out)(?= (?:$|[,.!)]|now|"
        r"already|again|and|but|so|at|since|by|from|for|"
        r"with|until|too|as|here|because|then|after|on|in|out|up|off|down|itself|N:\S+|Z:\S+|"
        r"D:\S+|to|due))(?! and (?:fired|I:fires|fires|reopened|recurred|firing) )",
        "ncqs",
    ),
    claim(
        "ended",
        r"\S+ (?:{aux} |{adv} )+" + _BACK + r"(?= )",
        "ncqs",
    ),
    claim(
        "ended",
        r"\S+ (?:now |again )?(?:works|functions|"
        r"operates) (?:again|now|fine|normally|as usual)(?= )",
        "ncqs",
    ),
    claim("ended", _BACK + r"(?= (?:$|[,.!]))", "ncqst"),
    claim(
        "ended",
        r"(?:(?<!are )(?<!is )all|everything|things|situation|service|services|operations|traffic|(?:all "
        r")?systems?|{deed})(?: (?:{aux}|{adv}))* "
        r"(?:clear|good|operational|nominal|healthy|fine|ok|okay|calm|quiet|normal|stable|"
        r"contained|restored|fixed|resolved|well|green|done|sorted|handled|recovered|under "
        r"control|resumed"
        r"|complete|completed|finished|settled|solved)(?= (?:$|[,.!)]|now|again|and|so|here|at|in|"
        r"on|by|for))",
        "ncqs",
    ),
    claim(
        "ended",
        r"(?:all-clear|all clear|(?<!are )(?<!is )all (?:good|set|done|fixed|well|sorted|quiet|resolved|handled|green|"
        r"fine|ok|okay)|false-alarm|false (?:alarm|positive|alert)|crisis (?:averted|over)|good to go|case "
        r"closed"
        r"|just a (?:blip|glitch|hiccup|test|drill|fluke)|(?:end|close) of (?:the )?(?:incident|"
        r"outage|story)|nothing to see|the (?:fire|blaze) is out|the worst is"
        r"|back (?:online|in business|to green|to normal)|stood down|mission accomplished|we're "
        r"good|self-healed|self-resolved|auto-resolved"
        r"|job done|in the past|dust has settled|smooth sailing|home free)(?= )",
        "nqc",
    ),
    claim(
        "ended",
        r"(?<=^ )(?:the )?(?!T:|N:|D:|H:)\S+ (?:is|are|looks|seems) (?:{adv} )*(?:healthy|fixed|"
        r"mitigated|restored|operational|fine|ok|okay|stable|good|repaired|recovered|nominal)(?= "
        r"(?:$|[,.!]|now|again|and|since|for))",
        "ncqs",
    ),
    claim(
        "ended",
        r"(?:changed|set|moved|updated|switched|flipped|transitioned|went|put|moves|changes) "
        r"(?:\S+ )?(?:to|as|into) (?:{ended}|green|normal|acknowledged|operational)(?= (?:$|[,.!]|"
        r"now|at|by|and))",
        "ncqs",
    ),
    claim(
        "ended",
        r"root cause (?:{aux} |{adv} |found and |identified and |known and )*(?:fixed|removed|"
        r"eliminated|gone|addressed|resolved|cured)(?= )",
        "ncq",
    ),
    claim(
        "ended",
        r"(?:has|have|is|are|was|'s|had) (?:{adv} )*(?:recovered|mitigated|remediated|resumed|"
        r"subsided|healed)(?= (?:$|[,.!]|at|since|now|and|fully|from|by|with|to|after|again))",
        "ncqs",
    ),
    claim(
        "ended",
        r"(?:has come|is|are|was|'s|now) (?:{adv} )*back(?= (?:$|[,.!]|since|now|and|fully|after|"
        r"again|online|up))",
        "ncqs",
    ),
    claim(
        "ended",
        r"(?!not the (?:problem|fault|issue|bug) )(?:no longer|not|never) (?:really |even )?(?:an? |the )?(?:real |"
        r"actual |open |unowned|"
        r"unattended|unassigned|unacknowledged|unresolved|unhandled|broken|urgent|down"
        r"|I:\S+|serious|critical|on fire|worth)",
        "q",
    ),
    claim("ended", r"(?:not|isn't|wasn't|no) (?:an?|the|real|longer) (?:real )?{inc}", "qt"),
    claim(
        "ended",
        r"(?:turned out|turns out|proved) to be (?:nothing|fine|harmless|a|nothing serious)|went "
        r"away|gone away|(?:{own}) is gone|came back up",
        "ncq",
    ),
    claim(
        "ended",
        r"(?:downgraded|downgrading|lowered|lowering|reduced|demoted) (?:\S+ )?to (?:sev\S*|"
        r"I:sev\S*|P:\S+|D:(?:sev|p)\S*|P\S*|minor|low|info|warning)",
        "ncqm",
    ),
    claim("ended", r"(?:severity|priority) (?:{aux} )*(?:lowered|reduced|downgraded|dropped)(?= )", "ncqs"),
    claim(
        "ended",
        r"(?:no|zero|not a single|none of the) (?:\S+ )?(?:\S+ )?{inc} (?:\S+ )?(?:remains?|left|"
        r"is left|exists?|any more|anymore)",
        "cq",
    ),
    claim(
        "ended",
        r"nothing (?:is|was|seems|looks)? ?(?:{adv} )*(?:broken|wrong (?:any ?more|now|here)|down|"
        r"on fire|urgent|serious|critical|left|to fix|amiss|open)",
        "cq",
    ),
    claim("ended", r"(?:a problem|an? I:\S+|broken|down) (?:anymore|any more|any longer)", "q"),
    claim(
        "ended",
        r"(?:closing|close|marking|mark|calling|call|wrapping|wrap|considering|consider|declaring|"
        r"declare|resolving|treat) (?:this|it|that|the \S+|things)"
        r"(?: (?:out|off|up|down))?(?: as)? (?:{ended}|out|off|up|done|a day|a false alarm|resolved)",
        "n",
    ),
    claim(
        "ended",
        r"(?:can|may|should|could|must) (?:now |already |safely |therefore )*be (?:considered |"
        r"marked |treated as |deemed )*"
        r"(?:closed|resolved|ignored|disregarded|dismissed|archived|muted|silenced|downgraded|"
        r"fixed|forgotten|fine|good|ok|okay|stable|back|over|handled)(?= )(?! (?:only )?by (?:an? |the )?(?:H:|"
        r"named))",
        "nct",
    ),
    claim(
        "ended",
        r"you (?:may|can|could|should) (?:now |safely )*(?:close|resolve|ignore|mute|silence|"
        r"dismiss|archive|downgrade|cancel)",
        "nc",
    ),
    claim(
        "ended",
        r"root cause (?:{aux} |{adv} )*(?:fixed|removed|eliminated|gone|addressed|resolved|"
        r"cured)(?= )",
        "ncq",
    ),
    claim(
        "ended",
        r"(?:errors?|T:errors?|symptoms?|failures?|alerts?|alarms?)(?: (?:{aux}|{adv}))* "
        r"(?:stopped|ceased|gone|over|cleared) (?:, )?so ",
        "ncq",
    ),
)
