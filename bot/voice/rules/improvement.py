"""Improvement: things that go well again, said without when or where that was read; a reader takes it for the end."""

from bot.voice.rules.claim import Claim, claim

_TRADE = (
    r"(?:payments|orders|logins?|checkouts?|traffic|requests?|sales|purchases|carts?|customers?|users?|people|"
    r"shoppers?|buyers?|clients?|money|baskets|searches|trade|business|everyone|everybody|they|shops?|merchants?)"
)
_KNOB = (
    r"(?:pools?|limits?|flags?|quotas?|timeouts?|(?:pool |batch |heap )?size|capacity|budget|feature|switch|"
    r"replica count)"
)
_ENDS = r"(?= (?:$|,|again|now|and|once|as|normally|at last|freely|nicely|like|just))"
CLAIMS: tuple[Claim, ...] = (
    claim(
        "ended",
        r"(?:is|are) (?:{adv} )*(?:ready|responsive|green|healthy|fine|fast|open|up|normal|reachable|available) "
        r"(?:again|"
        r"once more|as ever)(?= )|(?:is|are) (?:itself|themselves) again(?= )|(?:checkout|site|shop|service|api|"
        r"search|login|"
        r"store|app) (?:{adv} |has |have )*(?:returned|woken|reappeared|behaves|is responsive|is usable|is "
        r"snappy)(?= (?:$|,|"
        r"and|again|now))",
        "ncqsr",
    ),
    claim(
        "ended",
        r"(?:is|are) (?:{adv} )*(?:acceptable|normal|fine|ok|okay|good|healthy|sane|low|stable|green|quiet|reachable|"
        r"available|in range|in line|usable|fast|within (?:bounds|limits|T:limits|budget|target))(?: once)? "
        r"(?:again|as "
        r"before)(?= )|where (?:it|they) (?:belongs?|should be|ought to be)(?= )|(?:accepts?|serves?|works?|runs?|"
        r"behaves?|"
        r"answers?|flows?|loads?|is|are|has been|have been|performs?|responds?) (?:\S+ )?as (?:before|usual|"
        r"it used to|they used to|normal|one would hope)(?= )|(?:has been|have been|is now|everything is|all is) "
        r"as (?:it|they) "
        r"should(?= )",
        "ncqsr",
    ),
    claim(
        "ended",
        r"(?<=^ )(?:no|not a single|hardly any|zero|none of the) (?!T:labels?|H:)(?:\S+ ){1,4}?(?:any ?more|any "
        r"longer|since "
        r"the (?:\S+ ){1,3}(?:was|were|is|are))(?= )|no (?:trace|sign|sight|hint|whiff) of (?:the |any )?(?:T:errors?|"
        r"{inc}|failures?|T:timeouts?|trouble|leak|spike)(?= )",
        "q",
    ),
    claim(
        "promise",
        r"(?:should|ought to) (?:{adv} )*(?:look|be|feel|run|work|get|behave) (?:{adv} )*(?:better|fine|ok|okay|"
        r"good|normal|"
        r"stable|healthy|well|alright|smoother)(?= )|(?:lag|latency|backlog|errors?|T:errors?|failures?|symptoms?|"
        r"timeouts?|T:timeouts?|restarts|crashes|noise|traffic|pressure|spikes?|{inc}) will (?:{adv} )*(?:clear|"
        r"stop|cease|"
        r"vanish|disappear|go|drain|normalise|normalize|settle|ease|subside|drop|fall|shrink|end)(?= )|will (?:{adv} "
        r")*(?:come back|be back|recover|catch up|return to)(?= )",
        "nc",
    ),
    claim(
        "ended",
        r"(?:copes?|coping|holding up|holds up|keeping up|managing fine|coping well)(?= (?:$|,|well|fine|with|"
        r"just|again|now))",
        "ncmqs",
    ),
    claim(
        "ended",
        _TRADE
        + r" (?:{adv} )*(?:flows?|flowing|(?:goes|go|get|gets|pass|passes|come|comes|sail|sails) through|"
        r"(?:can|may) (?:{adv} )*(?:pay|order|buy|shop|search|log in|sign in|check out|connect|work|continue)|"
        r"(?:is|are) (?:{adv} )*(?:moving|landing|coming in|buying|paying|shopping|ordering|flowing|trading|selling))"
        + _ENDS,
        "ncqsr",
    ),
    claim(
        "ended",
        r"(?:shop|store|site|storefront|checkout|tills?|website|app|platform|business|doors?) (?:{aux} |{adv} "
        r")+(?:open|"
        r"online|up|working|reachable|alive|humming|purring|ticking)" + _ENDS,
        "ncqsr",
    ),
    claim(
        "ended",
        r"(?:working|healthy|happy|functioning|running|fresh|clean|new) (?:checkout|site|shop|service|app)(?= $)",
        "nq",
    ),
    claim(
        "ended",
        r"(?:better|healthier|calmer|smaller|fewer|lower|quieter|greener|shorter|cleaner|faster) (?:by the|every|with "
        r"every|each) (?:minute|hour|second|moment|day)(?= )",
        "nqr",
    ),
    claim(
        "ended",
        r"(?:bends?|turns?|points?|heads?|moves?|goes|going|trends?|trending|leans?|looks?) (?:\S+ )?(?:in )?the "
        r"(?:right|"
        r"good) (?:way|direction)(?= )|light at the end|end (?:is |now )?in sight|(?:recovery|relief|end|fix|"
        r"solution) (?:is )?(?:in sight|near|nigh|close|around the corner|within reach)(?= )",
        "nq",
    ),
    claim(
        "ended",
        r"(?<=^ )(?:the |all |every )?(?!T:labels?|N:|not |no )(?:\S+ )?(?:errors?|lag|backlog|latency|spike|queue|"
        r"timeouts?|"
        r"5xx|failures?|pressure|contention|leak|noise|{inc}) (?:all |now |fully |completely )?(?:gone|drained|"
        r"absorbed|"
        r"worked off|"
        r"eaten|vanished|cleared|history|flattened|tamed|down|under control|dissolved|evaporated)(?= (?:$|,|and|now))",
        "ncqsr",
    ),
    claim(
        "ended",
        r"(?:errors?|symptoms?|failures?|timeouts?|crashes|complaints?|reports|restarts|T:errors?) (?:have |has |had |"
        r"are |{adv} )*(?:dried up|died away|petered out|tapered off|faded|ebbed|melted away|ceased)(?= )(?! (?:\S+ "
        r"){0,4}?(?:Z:|D:e))",
        "ncqs",
    ),
    claim(
        "ended",
        r"(?<!root )(?:cause|culprit|offender|bug|leak|reason|suspect|villain) (?:{aux} |{adv} )*(?:found|known|"
        r"identified|located|traced|caught|spotted) (?:and|, ) ?(?:then |now )?(?:removed|fixed|cured|killed|gone|"
        r"reverted|eliminated|patched|dealt|stopped|disabled|rolled)(?= )",
        "ncq",
    ),
    claim(
        "ended",
        r"(?:hotfix|F:hotfix|fix|F:fix|patch|F:patch|change|F:workaround|workaround|release|build|version|T:version) "
        r"(?:N:\S+ |D:\S+ |C:\S+ )?(?:{aux} |{adv} )*(?:live|out|in place|in effect|in production|rolled out)"
        r"(?= (?:$|,|now|everywhere|and))",
        "ncqsrt",
    ),
    claim(
        "deed",
        _KNOB
        + r" (?:is|are) (?:{adv} )*(?:bigger|larger|wider|higher|longer|lower|smaller|off|on|N:\S+|at N:\S+) (?:now|"
        r"again)(?= $)|"
        + _KNOB
        + r" (?:is |are )?now N:\S+(?= (?:$|,))|(?:is|are|runs?|back|serves?|serving) (?:from |on )?"
        r"(?:the )?(?:old|previous|last|good|former) (?:\S+ )?(?:version|build|release|revision|image|config|T:version|"
        r"T:revision|T:image) (?:again|now)(?= $)|(?:everything|all traffic|all T:requests) (?:now )?(?:serves|is "
        r"served|goes|"
        r"flows|runs) (?:from|to|through|via|on|over) (?:\S+ ){1,3}(?:now)?(?= ?$)",
        "ncqsr",
    ),
    claim(
        "ended",
        r"(?:healed|fixed|resolved|repaired|righted|sorted|corrected|cleared|mended|recovered|cured|unblocked|"
        r"unstuck)(?: (?:up|out))? (?:by )?(?:itself|themselves|on its own|on their own)(?= )",
        "ncqs",
    ),
    claim(
        "ended",
        r"(?:riddle|mystery|puzzle|enigma|problem|case|question) (?:{aux} |{adv} )*solved(?= )",
        "ncq",
    ),
    claim(
        "ended",
        r"say (?:hello|goodbye|farewell) to(?= )|(?<=^ )(?:hello|goodbye|farewell|welcome back)(?= )",
        "",
    ),
    claim(
        "ended",
        r"this (?:T:thread|thread|T:channel|chapter|one) (?:{aux} |{adv} )+(?:closed|locked|done|over|archived|"
        r"settled|shut|finished)(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?:halfway|half way|half|three quarters|D:three-quarters|two thirds|D:two-thirds|one third|mostly|nearly|"
        r"almost|N:\S+ %|N:\S+) (?:of the way )?(?:through|there)(?= (?:$|,|with|and|now))",
        "nq",
    ),
    claim(
        "ended",
        r"(?:operator|T:controller|automation|autoscaler|script|job|cluster|system|watchdog|T:scheduler|self-healing) "
        r"(?:{adv} |has |have )*(?:repaired|fixed|resolved|handled|solved|healed|mended|cured|sorted) (?:this|it|that|"
        r"everything|the (?:\S+ )?{inc})(?= )(?! (?:\S+ ){0,3}?(?:Z:|D:e))|O:\S+ will (?:\S+ )?(?:remember|notice|know|"
        r"care|miss|mind|ask|feel)(?= )|(?:will|shall|'ll) (?:soon |{adv} )*be (?:an? |the )?(?:memory|distant memory|"
        r"past|history|gone|thing of the past)(?= )",
        "q",
    ),
    claim(
        "work",
        r"{deed} (?:(?!is |are )\S+ ){0,3}?(?:is|are) (?:{adv} )*being (?!refused|denied|blocked|rejected|held|"
        r"delayed|prevented|ignored)[a-z]+",
        "ncq",
    ),
    claim(
        "unnamed-human",
        r"(?!T:|D:|C:|N:|S:|O:|H:|that |which |it |tool |callers? |model |@:|ATTR)\S+ (?:is|are|was|were|has been|"
        r"have been|been) (?:{adv} )*"
        r"(?:informed|notified|briefed|alerted|told|warned)(?= (?:$|,|and|about|of|too|already|as))",
        "ncmq",
    ),
    claim(
        "work",
        r"under (?:\S+ )?(?:supervision|observation|watch|guard|care|treatment|scrutiny|attention|surveillance|repair|"
        r"construction)(?= )",
        "ncqs",
    ),
    claim(
        "work",
        r"(?<=^ )(?:on|off|over|next up) (?:on)?to (?:the |our |a |another )?(?!N:|Z:)\S+|, (?:and |so |then |now "
        r"|{adv} )*"
        r"(?:(?:moving|turning|switching) (?:on|over|next)|turning to|digging|drilling|going (?:deeper|further|"
        r"through|over|on with|step by step)|proceeding|carrying on|pressing on|pushing on)(?= )",
        "nq",
    ),
)
