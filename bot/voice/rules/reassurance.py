"""Reassurance: a reader takes it that it is not so bad."""

from bot.voice.rules.claim import Claim, claim

CLAIMS: tuple[Claim, ...] = (
    claim(
        "reassurance",
        r"(?:only|just|merely) (?:in |on |the )?(?:staging|test|dev|internal|preprod|sandbox|demo|canary)(?= $)|"
        r"no (?:real |"
        r"direct |further )?(?:revenue|business|financial|production|external|visible|material|real|lasting) (?:impact|"
        r"damage|effect|loss)(?= (?:$|,|so|and|at|any))|(?:is|are|looks?|seems?|sounds?) (?:{adv} )*(?:promising|"
        r"encouraging|hopeful|reassuring|comforting)(?= )",
        "q",
    ),
    claim("reassurance", r"no news(?= (?:is|means))", ""),
    claim(
        "reassurance",
        r"(?<=^ )nothing (?:further|new|more|else|special|unusual|out of the ordinary)(?= (?:$|,))",
        "",
    ),
    claim(
        "reassurance",
        r"(?:no|zero|O:nobody|none of the|not a single|hardly any|O:noone) (?:(?:customers?|users?|T:clients?|"
        r"shoppers?|buyers?|orders?|people|"
        r"business|revenue|H:\S+) )?(?:is |are |was |were )?(?:affected|impacted|harmed|touched|hit)(?= (?:$|,|by|"
        r"now|at|so|here|right|any|in|on|and))",
        "cq",
    ),
    claim(
        "reassurance",
        r"(?:impact|severity|risk|urgency|effect|damage|blast) (?:(?:on|for|to) \S+ )?(?:is |was |remains |stays |"
        r"{adv} )*(?:nil|minimal|negligible|"
        r"none|zero|limited(?! to (?:the )?(?:T:|D:|N:|C:|one |two ))|small|tiny|trivial|marginal|cosmetic)(?= )",
        "ncqr",
    ),
    claim(
        "reassurance",
        r"(?:not|non) (?:customer|user|client) (?:facing|impacting|visible)|D:non-(?:customer|user)-facing",
        "q",
    ),
    claim(
        "receipt",
        r"(?:did not|didn't|has not|hasn't|does not) go(?:ne)? (?:unnoticed|unseen|unheard|unanswered)",
        "",
    ),
    claim(
        "reassurance",
        r"(?:customers?|users?|T:clients?|shoppers?|buyers?|people|everyone|nobody|business|revenue|they) (?:is|are|"
        r"remains?|stays?) "
        r"(?:{adv} )*(?:unaffected|unharmed|unimpacted|untouched|safe|fine|happy|okay|ok|good|unbothered|served|not "
        r"(?:at risk|in "
        r"danger))(?= )",
        "ncq",
    ),
    claim(
        "reassurance",
        r"(?:progressing|progresses|coming along|moving along|going|proceeding) (?:{adv} )*(?:nicely|well|smoothly|"
        r"as (?:planned|hoped)|according to plan)(?= )",
        "ncq",
    ),
    claim(
        "reassurance",
        r"(?:low priority|(?:just|only|mere|pure|plain) (?:noise|a warning)|not worth)(?= )",
        "nq",
    ),
    claim(
        "reassurance",
        r"there (?:is|was|are|were) no (?:\S+ )?(?:{inc}|emergency|cause for|danger|threat)(?= "
        r"(?:$|[,.!]|here|now|any|to|for|at))",
        "",
    ),
    claim("reassurance", r"no (?:I:problem|problem|I:trouble)(?= (?:$|[,.!]))", ""),
    claim(
        "reassurance",
        r"(?:don't|do not|not to|never|needn't|no) (?:worry|fear|panic|bother|mind|stress|page "
        r"anyone|wake|get up|sweat|everyone|I:page(?! (?:was|is|has|went|goes|reached|came)))",
        "",
    ),
    claim(
        "reassurance",
        r"(?:safe|okay|ok|fine|free|harmless) to (?:ignore|close|dismiss|resolve|disregard|skip|"
        r"sleep|leave|mute|wait|be ignored)",
        "nq",
    ),
    claim(
        "reassurance",
        r"(?:(?<=^ )|, |just |please |now |so |and |then |everyone |all |you |can |may )(?:relax|chill|calm down|"
        r"rest|(?:stay|keep|"
        r"remain) (?:calm|cool|chill|put|in bed|asleep)|sit (?:back|tight)|breathe|exhale|unwind|cheer up|take it "
        r"easy|"
        r"take heart|have no fear|chin up|fret not|no fear|sleep)(?= )",
        "n",
    ),
    claim(
        "reassurance",
        r"(?:not|nothing|isn't) (?:\S+ )?(?:urgent|serious|critical|an emergency|important|to "
        r"worry)(?= )",
        "q",
    ),
    claim("reassurance", r"(?:get|got) some (?:sleep|rest)|(?:sleep|rest) (?:now|easy|tonight)", "n"),
    claim(
        "reassurance",
        r"without (?:you|your help|human help)|(?:known|expected|planned|harmless) (?:and "
        r")?(?:noise|blip)|nothing (?:to )?(?:urgent|serious|alarming|unusual here)",
        "",
    ),
    claim(
        "reassurance",
        r"(?:(?:for )?(?:information|info|informational|reference|awareness)(?: purposes)? only|"
        r"(?:just|only|purely|"
        r"merely) (?:for )?(?:informational|information|info|awareness|fyi))(?= )",
        "n",
    ),
    claim(
        "reassurance",
        r"(?<=^ )(?:take your time|(?:worry|fear|panic) not|enjoy (?:your|the) (?:night|evening|sleep|"
        r"weekend))",
        "",
    ),
)
