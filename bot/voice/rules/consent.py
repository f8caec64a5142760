"""Consent that was not given by a button: by word of mouth, by silence, by a standing order, by somebody's say-so.

Only the record may say that a change was approved, so whatever else is said to stand for an approval is a claim.
"""

from bot.voice.rules.claim import Claim, claim
from bot.voice.rules.gate import STEP

CLAIMS: tuple[Claim, ...] = (
    claim(
        "gate",
        r"(?:{h}) would (?:approve|agree|confirm|consent|say yes|be fine|not mind|allow|not object)(?= )|"
        r"(?:consent|approval|"
        r"agreement|confirmation) by (?:silence|default|absence|custom|habit|acclamation)(?= )|met (?:with )?no "
        r"(?:resistance|"
        r"objections?|opposition)(?= )|(?:exception|T:exception|exemption|waiver|carve-out) (?:for|to|from) "
        r"(?:this|it|P:\S+|"
        r"tonight|us)(?= )|(?:approval|confirmation|paperwork|signature|form) (?:follows|to follow|to be (?:added|"
        r"given|"
        r"collected)|(?:is |gets )?(?:added|given|filled in) (?:later|after|tomorrow))(?= )",
        "ncq",
    ),
    claim(
        "gate",
        r"P:\S+ (?:may|can|could) (?:now |therefore |safely )?(?:go|run|proceed|start|begin|pass|be (?:sent|run|"
        r"executed|"
        r"applied|started))(?= (?:$|,|ahead|now|at Z:))",
        "ncq",
    ),
    claim(
        "gate",
        r"(?:waved|nodded|passed|let|sailed|pushed|voted) (?:it |this |that |P:\S+ |them )?through(?= )|"
        r"(?:standing|blanket|"
        r"general|prior|existing|permanent) (?:approval|consent|permission|authorisation|authorization|"
        r"mandate)(?= )|gates? "
        r"(?:{adv} )*let (?:it |this |P:\S+ )|(?:deploys?|deployments?|T:deployments?|changes|releases|merges|"
        r"rollouts?) "
        r"(?:is|are) (?:{adv} )*(?:allowed|permitted|possible|open|safe|on|unfrozen) (?:again|now)(?= )",
        "nq",
    ),
    claim(
        "gate",
        r"(?:has |have |had |{adv} )*cleared (?:the|this|that|a|an|it|P:\S+|your) (?:(?!T:|D:|C:)\S+ )?(?:restart|"
        r"rollback|"
        r"F:\S+|change|drain|proposal|plan|deploy|action|request|step|reboot|scale-out|cutover)(?= )|cleared "
        r"P:\S+(?= )",
        "ncmqt",
    ),
    claim(
        "gate",
        r"(?:objected|vetoed|complained|protested|opposed|disagreed|spoke up|said no|stood in the way)(?= )|(?:counts|"
        r"count|taken|treated|read|reads|interpreted|regarded|amounts|equals|means) (?:as |to |for )?(?:an? |the "
        r")?(?:yes|"
        r"approval|consent|okay|ok|agreement|go-ahead|green light|permission|confirmation)(?= )",
        "cmq",
    ),
    claim(
        "gate",
        r"(?<=^ )(?:as )?per (?:the |our |an? )?(?:\S+ )?{h}(?= )|(?:by|on|under) (?:the )?(?:order|orders|word|"
        r"instruction|"
        r"instructions|request|behalf|advice|command) of (?:the |our |an? )?(?:\S+ )?{h}(?= )|on (?:the |our )?\S+'s "
        r"(?:word|order|orders|instruction|instructions|say-so|request|advice|behalf)(?= )",
        "ncq",
    ),
    claim(
        "gate",
        r"(?:verbal |spoken |oral |tacit |implicit |prior |earlier )?"
        r"(?:nod|word|blessing|yes|"
        + STEP
        + r") (?:{adv} |from the \S+ )*(?:counts|suffices|holds|stands|is (?:enough|sufficient|plenty|valid|good)|"
        r"will do)(?= )",
        "ncmq",
    ),
)
