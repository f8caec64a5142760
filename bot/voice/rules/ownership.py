"""Possession: a reader takes it that somebody, whoever, has the incident."""

from bot.voice.rules.claim import Claim, claim

_HAS = (
    r"(?:has|have|had|got|'ve|gotten|takes|took|taken|taking|owns|owned|owning|handling|"
    r"handles|handled|covers|covering|covered|grabbing|grabbed"
    r"|grabs|claiming|claimed|driving|drives|picking|picked|picks|leading|leads|watching|"
    r"watches|working|fixing|fixed|solving|solved"
    r"|tackling|sorting|manning|staffing|assuming|assumed|assumes|investigating|running with|"
    r"runs with|debugging|owning|holding|holds"
    r"|accepting|accepted|manages|managing|managed|supervising|overseeing)"
)
CLAIMS: tuple[Claim, ...] = (
    claim(
        "possession",
        r"(?:has|have|found|got) (?:found )?(?:a|an|its|their) (?:home|taker|champion|sponsor|keeper|guardian|shepherd|"
        r"human|person|master)(?= )|(?:carry|carries|runs?|drives?|takes?|holds?|brings?) (?:this|it|things) "
        r"(?:from here|"
        r"forward|onward|home|through|over the line)(?= )|(?<=^ )consider (?:\S+ ){1,3}[a-z]+ed(?= $)",
        "nq",
    ),
    claim(
        "possession",
        r"D:\S+ (?:{adv} |has |have |had )*(?:took|taken|takes|claimed|claims|owns|accepted|accepts|acknowledged|"
        r"acked|assumed|assumes|handles|drives|leads|covers) (?:over )?(?:the |this |that |full )?(?:ownership|"
        r"command|responsibility|charge|helm|pager|page|{inc})(?= )(?! (?:of (?:the )?(?:T:|D:|C:)|T:|D:|C:))",
        "nq",
    ),
    claim(
        "possession",
        r"(?:(?<=^ )|(?<=, )|(?<=and ))(?:the )?(?:everything|all|it|this|that|the rest|these|things|ownership|"
        r"coverage|{inc})(?: (?!,)\S+){0,5}? (?:is|are|"
        r"rests?|lies|sits?|stays?|lives?|remains?) (?:{adv} )*(?:with|at|on|in) (?:the |our )?(?:{h}|{b}|(?:storage|"
        r"platform|network|T:network|T:platform|T:storage|T:database|T:databases|payments|security|support|infra|"
        r"data|emea|apac|us|vendor|H:vendor)(?= (?:$|,|now|folks|people|side|since|until)))(?= )(?! (?:label|T:|"
        r"field|role))",
        "ncq",
    ),
    claim(
        "possession",
        r"(?<=^ )(?:bagsy|bagsie|baggsy|dibs|mine|shotgun)(?= (?:the|on|that|this|for|all)) ?",
        "q",
    ),
    claim(
        "possession",
        r"(?:H:owner|H:commander|H:ic|H:lead|H:on-call|H:responder|assignee|driver|T:driver|pilot|command|ownership|"
        r"incident) (?:T:field|box|seat|slot|role|column|cell|chair|position|T:name|T:line|space) (?:{aux} |{adv} |: |"
        r"no longer |not )*(?:filled|occupied|taken|set|full|named|empty(?<=longer empty)|empty(?<=not empty)|"
        r"complete|claimed)(?= )",
        "ncq",
    ),
    claim(
        "possession",
        r"(?:name|someone|somebody|person|human|body|face) in the (?:H:\S+ )?(?:box|seat|slot|field|chair|column|cell|"
        r"role)(?= )|(?:seat|slot|chair|box|post|role|position|vacancy) (?:is |are |has been |now )*(?:no longer|"
        r"not) (?:empty|"
        r"vacant|"
        r"free|open)(?= )|(?<=^ )(?:certainly |surely )?not (?:O:nobody|O:noone)(?= )",
        "q",
    ),
    claim(
        "unnamed-human",
        r"(?!T:|D:|C:|N:|S:|B:|O:|that |which )\S+ (?:{adv} )*(?:knows|understands)(?= (?:$|,|about|already|now|and))",
        "ncq",
    ),
    claim(
        "possession",
        r"until (?:now|then|just now|recently|a (?:minute|moment|second|few)|moments|N:\S+ (?:minutes?|min|"
        r"seconds?|s) ago)"
        r"(?: ago)? ?,? O:\S+(?= )|O:\S+ (?:\S+ ){1,4}?until (?:now|just now|recently|a (?:minute|moment|second|few "
        r"(?:minutes|seconds))(?: ago)?|moments ago|N:\S+ \S+ ago)(?= )",
        "q",
    ),
    claim(
        "possession",
        r"(?:ownership|command|coverage|{inc}|this|it) (?:has been |was |is |has |{adv} )*(?:moved|transferred|passed|"
        r"handed|reassigned|routed|forwarded|directed|relayed|given) (?:over |on |across )?to (?!N:|Z:|D:|T:|C:|@:|"
        r"ATTR|the (?:T:|D:|C:))\S+(?= )(?! (?:T:|D:|C:))|(?:to|in|with|at) the right (?:queue|place|desk|hands|"
        r"channel|"
        r"T:queue|T:channel|address|inbox|department)(?= )",
        "ncmq",
    ),
    claim(
        "possession",
        r"at your (?:service|disposal)(?= )|(?<=^ )(?:around|nearby|close by|on tap) (?:if|should|all "
        r"night|whenever|for)(?= )",
        "q",
    ),
    claim(
        "possession",
        r"(?:accepted|accepts|took|takes|received|assumed|assumes|picked up|picks up|answered|answers|has) (?:the|"
        r"this|that) (?:handover|"
        r"hand-off|handoff|I:page|page|call|baton|role|H:shift|shift|pager|I:incident|I:alert|watch|duty|H:duty)(?= )"
        r"(?! (?:suppressed|inhibited|silenced|as (?:firing|pending|resolved)|T:|label|C:|D:))",
        "ncmq",
    ),
    claim("possession", r"(?<=^ )(?:shotgun|dibs|bagsy|bagsie|baggsy)(?= (?:$|on|,|for))", ""),
    claim(
        "possession",
        r"(?:wondering|asking|curious|guessing|puzzled) (?:about |as to )?(?:who|whether (?:any|some)|what is being "
        r"done)|(?:if|in case|should) "
        r"(?:you|anyone|anybody) (?:are |is |were |was )?(?:wonder|wondering|wondered|ask|asks|asking|asked|curious|"
        r"missed)(?= )",
        "",
    ),
    claim(
        "possession",
        r"(?:role|lead|ownership|command|slot|seat|helm|position|H:duty|duty|H:shift|coverage|cover|rota|H:on-call "
        r"slot) "
        r"(?:{aux} |{adv} )*(?:claimed|taken|filled|settled|covered|staffed|occupied|in place|sorted|arranged|"
        r"confirmed|found|"
        r"assumed|picked up)(?= )(?! (?:only )?(?:with|by|through|via) (?:the |a )?(?:button|command|modal|C:))",
        "ncmq",
    ),
    claim(
        "possession",
        r"(?:has|have|had|holds?|holding|held|carry|carries|carrying|took|takes|taking|with|at|behind|manning|"
        r"minding|"
        r"keeps?|grabbed) (?:the|its|this) (?:ball|baton|torch|pager|helm|wheel|conn|con|reins|mic|stick|floor|pen|"
        r"watch|"
        r"fort|hot seat|driver's seat|hot potato)(?= )",
        "ncmq",
    ),
    claim(
        "possession",
        r"(?<=^ )(?:(?:on|got|have|has) it(?= (?:the|an?|T:\S+|D:\S+|C:\S+|N:\S+|I:\S+|\S+ (?:is|are|was|has|"
        r"keeps))(?= ))|"
        r"(?:on|got|have|taking|handling) this(?= (?:the|an?|D:\S+|C:\S+|\S+ (?:is|are|was|has))(?= )))",
        "q",
    ),
    claim(
        "possession",
        r"there (?:is|are) (?:already )?(?:one|someone|somebody|an owner|people|a person)(?= (?:$|"
        r"[,.!]|already|here|now|on|for))",
        "ncq",
    ),
    claim(
        "possession",
        r"(?:belongs?|goes|falls|passed|is up|is left) to (?:the |our |a |your )?(?:\S+ )?(?:{h}|"
        r"{b})(?= )(?! (?:\S+ ){0,4}?(?:if|unless) )",
        "ncqt",
    ),
    claim(
        "possession",
        _HAS + r"(?: {adv})*(?: on)? (?:(?:it|this|that|these|those)(?= (?:$|[,.!)]|now|already|up|over|"
        r"one|and|but|for|from|until|again|too|since|at|here|right|very|closely|with|covered|"
        r"handled|sorted|under|as|tonight|today|off|in|alone|by|itself|on|Z:|while|so|because|then|well|all))|"
        r"this one|that one|(?:the|this|that|your) (?:\S+ )?{inc}"
        r"|the rest|care|charge|ownership|command|control|(?:the )?point|(?:the )?helm|(?:the "
        r")?wheel|(?:the )?lead|responsibility"
        r"|the job|the call|{inc})(?! (?:long|longer|C:|T:|N:|as H:owner|reference|suppressed|inhibited|silenced|"
        r"down|into "
        r"account))(?: up| over)?(?= )",
        "ncmqt",
    ),
    claim(
        "possession",
        r"(?:taking|took|takes|taken) (?:a look|it from here|over from here|over(?= (?:$|[,.!]|"
        r"from|for|now|as|the {inc}))|point|lead)",
        "ncmqt",
    ),
    claim(
        "possession",
        r"(?:has|have|had|'s|got) (?:{it}|{own}|things|the \S+) (?:\w+ )?(?:covered|handled|"
        r"sorted|under control|in hand)",
        "nq",
    ),
    claim("possession", r"(?:picking|picked|picks) (?:this|it|that|up|{own})(?: up)?(?= )", "ncmqt"),
    claim(
        "possession",
        r"(?:(?<=^ )|, |and |am |im |is |are |'m |'s |'re |been |be |was |were |already |now |"
        r"still |right |all |{h} |{b} |@:\S+ |it's |working )"
        r"on (?:it|this|top of (?:it|this|that|things)|this one|the case|the (?:job|line|"
        r"{inc}))(?= (?:$|[,.!)]|now|already|no|and|but|right|with|since"
        r"|until|too|for|from|again|because|Z:|so|here|as))",
        "ncq",
    ),
    claim(
        "possession",
        r"(?:it|this|that|{inc}|{own}|this one|{it}|lead|command) (?:{aux} |{adv} )*(?:mine|ours|"
        r"yours truly|in (?:good|safe|capable|my|our|the right|able)"
        r" hands|in hand|on (?:my|our) (?:plate|desk|list)|(?:with|at) {h}|with the \S+ {h}|in "
        r"the hands of)(?= )",
        "ncq",
    ),
    claim("possession", r"in (?:good|safe|capable|my|our|able|the right|the best) hands", "n"),
    claim("possession", r"(?:leave|leaving|left) (?:it|this|that|everything|the rest) (?:to|with)(?= )", "n"),
    claim("possession", r"(?:count on|rely on|look to) (?:me|us|{b}|{h})|(?:count|consider) (?:me|us)", "n"),
    claim(
        "possession",
        r"(?:{own}|{it}|this) (?:{aux} |{adv} )*(?:owned|handled|taken|covered|claimed|managed|"
        r"led|picked up|taken care of|looked after"
        r"|assigned|attended|staffed|manned|spoken for|in good hands|accounted for)(?= (?:$|[,.!]|"
        r"by|to|now|already|and|since|at|from|until|here))",
        "ncqs",
    ),
    claim(
        "possession",
        r"(?:has|have|with) (?:an|its|a|the|their) (?:\S+ )?(?:owner|assignee|commander|responder|"
        r"lead)(?= )",
        "ncmqt",
    ),
    claim(
        "possession",
        r"(?:assigned|assigning|handed|handing|passed|passing|transferred|given|delegated|routed) "
        r"(?:{it} |{own} |over )?(?:to|over to) "
        r"(?:me|us|myself|the |our |an |a )?(?:\S+ )?(?:{h}|{b}|me|us|myself)(?= )",
        "ncmqt",
    ),
    claim(
        "possession",
        r"(?:self-assigned|on the case|at the helm|has the (?:helm|con|conn|bridge)|hands on(?: "
        r"the)? keyboards?|all hands|on deck"
        r"|in command|in charge|taking care of|takes care of|taken care of|took care of|on call "
        r"for this)(?= )",
        "ncmq",
    ),
    claim("possession", r"(?:over|up) to (?:me|us|{b})(?= )", "n"),
    claim(
        "possession",
        r"(?:standing|stand) (?:by|in)(?= (?:$|[,.!]|as|for))|(?:stepping|step|stepped) in(?= )",
        "ncm",
    ),
    claim(
        "possession",
        r"(?:T:autoscaler|T:controller|T:operator|T:scheduler|T:hpa|S:kubernetes|T:primary|T:standby|"
        r"H:secondary|T:cluster|automation) "
        r"(?:has|owns|took|takes|got) (?:it|this|that|{inc})(?= (?:$|[,.!]))",
        "ncq",
    ),
    claim(
        "possession",
        r"(?:happy|glad|able|free|willing|ready|keen) to (?:take|own|help|handle|lead|cover|jump|"
        r"assist|join)(?= )",
        "ncq",
    ),
)
