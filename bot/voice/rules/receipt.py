"""Receipt: a reader takes it that somebody has seen the page."""

from bot.voice.rules.claim import Claim, claim

CLAIMS: tuple[Claim, ...] = (
    claim("receipt", r"(?:thanks|thank you|thx|many thanks)(?= (?:$|,|for|all|everyone|H:|a lot|again))", ""),
    claim(
        "receipt",
        r"(?:this|it|here) is (?:just )?to (?:acknowledge|confirm|say|inform|tell|let|certify|"
        r"assure)|let you know|(?<=^ )(?:yes|yep|yeah|indeed|aye)(?= )(?! (?:or |partly |, partly , )*no $)",
        "",
    ),
    claim(
        "receipt",
        r"(?:page|alert|alarm|notification|message|ping|{inc}) (?:{aux} |{adv} )*(?:seen|read|"
        r"noted|heard|acked)(?= (?:$|[,.!]|at|by|and|now))",
        "ncqs",
    ),
    claim("receipt", r"(?:(?<=^ )check(?= (?:$|,))|over and out)", ""),
    claim("receipt", r"{own}{np}(?: (?:{aux}|{adv}))* {receipt}(?= )", "ncqs"),
    claim(
        "receipt",
        r"(?:consider|marking|marked|call|mark) (?:this|it|that|{own}) (?:as )?(?:{receipt}|"
        r"{ended}|seen|noted)",
        "n",
    ),
    claim("receipt", r"(?:receipt|reception) (?:{aux} )*(?:confirmed|acknowledged|noted|given)", "ncq"),
    claim(
        "receipt",
        r"(?:message|{inc}|{it}|notification|ping|reminder|mention|call|your \S+|approval|"
        r"permission) (?:{aux} |{adv} )*(?:received|noted|seen|heard|understood)"
        r"(?= (?:$|[,.!]|and|thanks|loud|here|with|by))",
        "ncqs",
    ),
    claim(
        "receipt",
        r"(?:acknowledgement|acknowledgment|acknowledge|ack) (?:{aux} )*(?:sent|given|recorded|"
        r"done|received|confirmed|made)(?= (?:$|[,.!]|and|to))",
        "nct",
    ),
    claim(
        "receipt",
        r"\S+ (?:has |have |had )?(?:{adv} )*{receipt}(?= )(?! (?:twice|late|individually|cumulatively|out of order|"
        r"one by one|in batches|only after) )",
        "ncmqsp",
    ),
    claim(
        "receipt",
        r"D:n?ack(?:ed|ing|s) (?:by|for) (?:the |our |an? )?(?:\S+ )?(?:{h}|{b})(?= )",
        "nq",
    ),
    claim("receipt", r"not (?:only|just|merely) (?:{receipt}|{ended}|{mitigated})", ""),
    claim("receipt", r"\S+ (?:already|just) (?:did|has|does)(?: (?:that|so|it))?(?= (?:$|[,.!]))", "cq"),
    claim(
        "receipt",
        r"(?:solid copy|say no more|in receipt|on (?:my|our|the) radar|loud and clear|well "
        r"received|duly noted|copy (?:that|this|all)(?= (?:$|[,.!]))"
        r"|roger(?: that)?(?= (?:$|[,.!])))",
        "",
    ),
    claim("receipt", r"(?:thanks|thank you) (?:for|, ) ?(?:the )?(?:page|alert|heads-up|ping|report)", ""),
    claim("receipt", r"read you(?= (?:$|[,.!]|loud|clear))", ""),
    claim(
        "receipt", r"{h}(?: {adv})* (?:has |have |had )?(?:{adv} )*(?:{receipt}|seen|read|noted)(?= )", "ncq"
    ),
    claim(
        "receipt",
        r"(?:acknowledgement|acknowledgment|receipt) (?:of|for) (?:your|the|this) (?:\S+ "
        r"){0,3}(?:follows|below|attached|here)",
        "",
    ),
    claim("receipt", r"(?<=^ )(?:reading you|copy (?:on|for|re|about) )", ""),
    claim("receipt", r"(?<=^ )(?:message clear|ready to copy|loud and clear|five by five)(?= )", ""),
)
