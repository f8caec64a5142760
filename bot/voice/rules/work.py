"""Work in progress: a reader takes it that somebody is at it."""

from bot.voice.rules.claim import Claim, claim

_ON = (
    r"(?:it|this|that|these|them|things|the (?:\S+ )?{inc}|{inc}|the (?:\S+ )?(?:fix|"
    r"situation|rollback|cause|root cause|matter))"
)
_NO_RESULT = (
    r"(?!making|leaving|causing|rendering|keeping|forcing|preventing|blocking|including|excluding|following|"
    r"affecting|"
    r"hitting|reaching|exceeding|starving|stopping|stalling|delaying|killing|overloading|saturating|using|filling|"
    r"despite|regarding|concerning|exhausting)"
)
CLAIMS: tuple[Claim, ...] = (
    claim(
        "work", r"(?:eyes|hands)(?: \S+){0,2}? (?:are |is )?(?:{adv} )*on(?= (?!the other|and off))", "ncq"
    ),
    claim(
        "work",
        r"(?:(?:channel|channels|thread|threads) (?:is|are) (?:{adv} |being )*(?:watched|monitored|staffed|manned)|"
        r"(?:bridge|inbox|room|pager) (?:is|are) (?:{adv} |being )*(?:watched|monitored|read|staffed|full|open|busy))"
        r"(?= (?:$|,|around|by|at|until|all|now|and))",
        "ncq",
    ),
    claim(
        "work",
        r"(?:replies|T:messages|messages|mentions|questions|pings|posts|comments)(?: here| in here)? (?:is|are|get) "
        r"(?:{adv} )*"
        r"(?:read|answered|monitored|watched|seen|followed)(?= (?:$|,|within|here|by|at|until|all|now|and|promptly))",
        "ncqt",
    ),
    claim(
        "unnamed-human",
        r"others (?:are|have|is) (?:{adv} )*(?:on|at|in|looking|working|handling|here|joining|taking|got|took)(?= )|"
        r"by others(?= )",
        "ncq",
    ),
    claim(
        "deed",
        r"(?:I:case|I:ticket|request|increase|quota|T:quota|capacity|escalation)(?: (?!is |was )\S+){0,3}? (?:is|"
        r"was|are|were|has been|"
        r"got) (?:{adv} )*(?:pending (?=with|at)|filed|raised|logged|open(?:ed)? (?=with|at)|placed|lodged|asked "
        r"for|on order|ordered|granted|requested)(?= )"
        r"(?! (?:\S+ ){0,6}?(?:Z:|D:e|since|by (?:the )?(?:T:|D:|C:)))(?= (?:$|,|with|at|for|by|N:|ten|five|now|"
        r"already|this|and))",
        "ncqms",
    ),
    claim(
        "deed",
        r"(?:\S+ (?:{adv} )*(?:went|goes|going|gone) (?:out|in|through|live|ahead) (?:{adv} )*|(?:\S+ ){1,4})"
        r"(?:just now|moments ago|(?:a|one) (?:moment|minute|second|few minutes) ago|as (?:this|i|we) \S+ "
        r"(?:written|typed|posted|type|write)|as "
        r"(?:we|i) (?:speak|type|write)|as of writing)(?= )",
        "nq",
    ),
    claim(
        "work",
        r"(?!T:|D:|C:|N:|S:kubernetes)\S+ (?:is|are|'s|was|were) (?:{adv} )*(?!\S+ing (?:it|this|that|them) (?:is|"
        r"are|was|were|has) )"
        r"[a-z]+ing (?:(?:out|up|in|back|down|off|on|at|into) )?(?:it|this|that|them|an? (?:\S+ )?F:\S+|the "
        r"F:\S+)(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?!T:|D:|C:|N:)\S+ (?:is|are) (?:{adv} )*(?:looking|investigating|digging|debugging|triaging|reverting|"
        r"fixing|mending|repairing)(?= (?:$|,|"
        r"and))",
        "ncq",
    ),
    claim(
        "work",
        r"(?:, |^ )(?:and |so |then |now |just |still |currently )*"
        + _NO_RESULT
        + r"[a-z]+ing (?:it|this|them|"
        r"that one|this one|"
        r"these)(?: (?:now|down|further|up|in|out|back|off|over|apart|right|along|again|here|from here|as we "
        r"speak))*(?= (?:$|,))",
        "ncqm",
    ),
    claim(
        "work",
        r", (?:and |so |currently |now |still )*" + _NO_RESULT + r"(?!starting|pending|failing|"
        r"waiting|restarting|growing|rising|falling|dropping|firing|running|lagging)[a-z]+ing "
        r"(?:\S+ ){0,4}?(?:now|right now|as (?:we|i|this) \S+|at the moment|already|next|asap|shortly|soon)(?= $)",
        "ncqm",
    ),
    claim("work", r"(?:pair of (?:H:)?hands|extra (?:H:)?hands|(?:set|pair) of eyes)(?= )", "ncmq"),
    claim(
        "work",
        r"(?:(?<=^ )(?:hard |still |busy )*at (?:work|it)(?= )|progress (?:{aux} |{adv} )*made|"
        r"making (?:good |some )?progress)",
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
        r"(?:on (?:its|the|my|our|their|his|her) way|en route|inbound)(?= (?:$|[,.!)]|now|already|"
        r"and|here|with))",
        "ncqt",
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
)
