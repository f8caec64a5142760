"""Downgrade: a reader takes it that the alert is noise, old, or smaller than it says."""

from bot.voice.rules.claim import Claim, claim

_LOW = (
    r"(?:D:p-?[3-9]|P:p-[3-9]|D:s(?:ev)?-?[3-9]|I:sev-?[3-9]|sev N:(?:[3-9])|priority N:(?:[3-9])|low(?: priority)?|"
    r"minor|I:ticket|warning|info|informational|T:message)"
)
_FAINT = (
    r"(?:really|actually|basically|merely|only|just|barely|hardly|scarcely|rather|honestly|probably|strictly|at "
    r"(?:most|best|worst|heart)|"
    r"no more than|(?:little|hardly|barely|scarcely|not|nothing|not much) more than|nothing but|more (?:of|like)|"
    r"closer to|practically|"
    r"technically|essentially)"
)
_NOISY = (
    r"(?:flaky|flapping|flappy|noisy|chatty|jumpy|nervous|oversensitive|touchy|twitchy|spurious|bogus|phantom|"
    r"ghost|trigger-happy|"
    r"D:over-sensitive|D:trigger-happy|usual|same old|familiar|old|recurring|notorious|well-known|D:well-known|"
    r"known|overzealous|annoying|silly|boring|stale|leftover)"
)
CLAIMS: tuple[Claim, ...] = (
    claim(
        "downgrade",
        r"O:\S+ (?:would|will|could|can) (?:call|consider|name|label|notice)(?= )|not (?:from |by |because of |"
        r"due to )?an? "
        r"(?:real|actual|genuine|true|proper) {inc}(?= )|(?:just|only|merely) (?:the |a |some )?(?:\S+ )?(?:acting up|"
        r"playing up)(?= )|only (?:one|two|three|a few|N:\S+|a single) (?:users?|customers?|shoppers?|people|H:\S+) "
        r"(?:complained|called|wrote|noticed|reported|asked)(?= )|at this (?:hour|time of (?:night|day))(?= )|"
        r"(?:is|are) "
        r"(?:{adv} |only |merely )*an? (?:formality|technicality|rounding T:error|trifle|detail)(?= )|(?<=^ )an? "
        r"(?:rounding "
        r"T:error|trifle|technicality|formality)(?= $)",
        "q",
    ),
    claim(
        "downgrade",
        r"(?<!no )(?:the |this |that ){inc} (?:(?!B:|,)\S+ ){0,6}?(?:means|says|proves) nothing(?= )|(?:is|was) "
        r"(?:an? |just |only )*(?:leftover|relic|"
        r"remnant|artefact|artifact|side effect|by-product|D:by-product|fluke) (?:of|from)(?= )|can be left(?= "
        r"(?:$|alone|as|until|be|for|,))|that is all"
        r"(?= $)|no (?:story|drama|news|mystery|fire|smoke)(?: here)?(?= (?:$|,|here))|(?:affects?|hits?|touches|"
        r"hurts?|"
        r"reaches|harms?|concerns|bothers|reached|affected) (?:O:nobody|no one|no (?:real |paying |actual "
        r")?(?:customers?|"
        r"users?|H:\S+|shoppers?|buyers?))(?= )|O:nobody (?:\S+ ){0,4}?(?:notices|noticed|saw|sees|feels|felt|cares|"
        r"suffers|suffered)(?= )|only (?:an? )?(?:handful of|few|some|internal|test|synthetic|tiny|small) (?:\S+ "
        r"){1,4}?(?:affected|hit|suffers?|impacted|touched)(?= )",
        "q",
    ),
    claim("downgrade", _FAINT + r" (?:an? |the )?(?:\S+ )?" + _LOW + r"(?= (?:$|,|and|but|at|than|in))", "q"),
    claim(
        "downgrade",
        r"(?:should|could|ought to) (?:rather |really )?(?:be|have been) (?:an? )?" + _LOW + r"(?= )",
        "q",
    ),
    claim(
        "downgrade",
        r"(?:that|this|the|our|another|your|just|only|it is|is|an?|same|same old) (?:\S+ )?"
        + _NOISY
        + r" (?:\S+ ){0,2}?{inc}(?= (?:$|,|again|once|as|that|which|we|everyone))",
        "nq",
    ),
    claim(
        "downgrade", r"(?<=^ )(?:the )?(?:same )?(?:old|usual|familiar|flaky|noisy) (?:\S+ )?{inc}(?= )", "nq"
    ),
    claim(
        "downgrade",
        r"(?:clears?|heals?|resolves?|fixes|recovers?|sorts?|settles?|goes away|disappears?|vanish(?:es)?|quiets?|"
        r"passes|stops?)(?: (?:down|up))? (?:it |itself |themselves )?(?:by|on|of) (?:itself|themselves|its own|"
        r"their own)(?= (?:$|,|soon|again|every|each|as|usually|in))(?! (?:\S+ ){0,4}?N:)",
        "ncmq",
    ),
    claim(
        "downgrade",
        r"(?:always|usually|often|normally|regularly|keeps?) (?:\S+ ){0,2}?(?:does (?:that|this|so)|doing (?:that|"
        r"this)|goes away|cries|crying|fires? for nothing|flaps|passes|overreacts?|"
        r"overreacting|cry wolf)(?= )|cr(?:y|ies|ying|ied) wolf",
        "q",
    ),
    claim(
        "downgrade",
        r"(?:severity|priority|impact|T:label|urgency|danger|alarm|{inc}) (?:{aux} |{adv} |a bit |a little |somewhat "
        r"|rather |slightly )*(?:overstated|"
        r"exaggerated|inflated|overblown|overrated|overdone|too high|overcautious|D:over-cautious|oversensitive|"
        r"D:over-sensitive|blown out|trumped up|out of proportion)(?= )",
        "nqr",
    ),
    claim(
        "downgrade",
        r"(?:not|hardly|barely|scarcely|n't|\S+n't|never|nowhere near|far from) (?:really |even |quite |exactly |all "
        r"that )?(?:D:\w+-worthy|worthy of|worth (?:an?|the|waking|getting|losing|anybody|anyone|your)|"
        r"(?:qualif(?:y|ies)) (?:as|for)|the end of|rocket|a "
        r"(?:big deal|biggie|disaster|crisis|catastrophe|tragedy)|dramatic|grave|bad|scary|alarming|worrying|"
        r"concerning|pressing)(?= )|(?:barely|hardly|scarcely) (?:qualif(?:y|ies)|counts?|registers?|rates?)",
        "q",
    ),
    claim(
        "downgrade",
        r"(?<!does )(?<!do )(?<!did )(?:no|not much|little|nothing) (?:real |great |big |major |lasting |serious "
        r")?(?:harm|damage|deal|cause|"
        r"drama|loss|biggie|tragedy)(?: (?:was|is|has been))? ?(?:done|caused|suffered|here|at all|to speak of)?"
        r"(?= (?:$|,|so|and))",
        "q",
    ),
    claim(
        "downgrade",
        r"(?:nobody|no (?:customers?|users?|shoppers?|buyers?|one|D:\S+)) (?:{adv} )*(?:is |was |were |are |has been |"
        r"will be |got |gets )?(?:{adv} )*(?:hurt|harmed|noticed?|notices|complained|complains|"
        r"complaining|cares?|minds?|bothered|inconvenienced)(?= )",
        "q",
    ),
    claim(
        "downgrade",
        r"(?:customers?|users?|T:clients?|shoppers?|buyers?|people|everyone|everybody|they) (?:{adv} )*(?:will not|"
        r"won't|did not|didn't|do not|don't|cannot|can't|would not|hardly|barely|scarcely|never|is |are )(?: {adv})* ?"
        r"(?:noticed?|notices|notice|see|sees|feel|feels|felt|care|cares|mind|complain|know|knew|oblivious|unaware|"
        r"none the)(?= (?:$|,|any|this|it|the|a|much|anything|wiser|or))",
        "q",
    ),
    claim(
        "downgrade",
        r"(?:as|like) (?:it |they )?(?:always|usual|ever|every (?:night|week|day|monday|morning|time))(?= $)",
        "q",
    ),
    claim("downgrade", r"(?:storm|tempest) in (?:a|the)(?= )|out of (?:a|thin) (?:molehill|air)", ""),
    claim(
        "downgrade",
        r"nothing (?:to (?:write|fret|fuss|see|lose|get|be|panic)|out of|new under|like|worse than)(?= )",
        "",
    ),
)
