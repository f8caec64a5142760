"""Notices: that somebody was told, that quiet was made, that help has come. Each says that somebody is at it."""

from bot.voice.rules.claim import Claim, claim

_NOTICE = (
    r"(?:notices?|banners?|tweets?|mails?|emails?|e-mails?|D:e-mails?|announcements?|advisory|advisories|"
    r"bulletins?|"
    r"newsletters?|notifications?|communications?|comms|apology|apologies|heads-up|memo|broadcast|S:statuspage|"
    r"status update|status message|T:status message|customer (?:note|update|notice|mail|message|T:message)|{inc} "
    r"(?:T:record|T:channel|page|doc|document|report|bridge|room|timeline|T:log)|bridge|war room|call|huddle|"
    r"I:ticket|I:case|support (?:case|request|T:request)|change request|T:change request|postmortem|post-mortem|"
    r"write-up|follow-up|root-cause report|handover note|handoff note)"
)
_SENT = (
    r"(?:posted|published|sent|issued|released|written|drafted|put up|put out|prepared|created|opened|filed|raised|"
    r"logged|"
    r"lodged|started|set up|announced|updated|distributed|circulated|dispatched|delivered|made|live|up|out|done|"
    r"scheduled|placed|shared)"
)
_EASE = r"(?:concentrate|focus|work|sleep|rest|think|relax|breathe|dig|fix|debug|cool|stay|ignore|forget|leave|go|wait)"
CLAIMS: tuple[Claim, ...] = (
    claim(
        "work",
        r"(?:N:\S+|one|two|three|four|five) of (?:the )?(?:N:\S+|two|three|four|five|six) steps (?:is |are )?(?:{adv} "
        r")*(?:complete|done|finished|through|behind \S+)(?= )|{deed} (?:{adv} |has )*(?:passed|survived|cleared|"
        r"awaits|"
        r"entered|reached) (?:its |the |all )*(?:tests?|review|merge|ci|checks?|T:checks?|staging|production|"
        r"prod)(?= )|"
        r"(?<=^ )next up(?= )|(?<=^ )shipping (?:the |a |an |our )?(?:F:\S+|fix|patch|release|hotfix|build)(?= )",
        "nq",
    ),
    claim(
        "unnamed-human",
        r"whoever (?:\S+ ){1,5}?(?:is|has|was) (?:{adv} )*(?:aware|told|informed|notified|on it|paged|looking|got|been|"
        r"busy|reading|working)(?= )",
        "q",
    ),
    claim(
        "work",
        r"(?:focus|attention|efforts?|energy|concentration) (?:{aux} |{adv} )*(?:goes|go|turns?|turned|shifts?|shifted|"
        r"moves?|moved|directed|on|lies|rests)? ?(?:on|to|into|in|towards?|with)(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?:search|hunt|quest|chase|inquiry|enquiry|research|bisect|bisection|detective work|fact-finding)(?: (?:for|"
        r"into|on|of|after) (?:\S+ ){1,4}?)? ?(?:{adv} )*(?:goes on|is on|continues|proceeds|is ongoing|has begun|"
        r"started|narrows|is narrowing)(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?:is|are) (?:{adv} )*(?:deploying|applying|shipping|rolling out|pushing|merging|executing|landing) (?:the |"
        r"an? )?(?:revert|F:\S+|rollback|change|patch|hotfix|fix)(?= )|being (?:{adv} )*[a-z]+ed back(?= )",
        "nqs",
    ),
    claim("deed", r"(?:out of|back in|in) (?:rotation|service|the pool) (?:now|again)(?= )", "nq"),
    claim(
        "work",
        r"(?<=^ )(?:still )?(?:waiting|holding) (?:on|for) (?:the )?(?!N:|T:|D:|C:|S:|Z:|a |an )\S+(?= $)|(?<=^ "
        r")(?:about |"
        r"roughly )?N:\S+ D:% (?:there|done|through|complete|of the way)(?= )",
        "nq",
    ),
    claim(
        "deed",
        _NOTICE
        + r" (?:(?:for|about|to|on|of|regarding|concerning) (?:\S+ ){1,4}?)?(?:{aux} |{adv} |went |gone )*"
        + _SENT
        + r"(?= (?:$|,|on|to|in|for|about|at|with|and|by|already|now|via|through|just|minutes|a))"
        r"(?! (?:\S+ ){0,6}?(?:is|are|was|were|has|have|had|fails?|failed|cannot|does|did|Z:|D:e\d\S*|\( D:e\d\S*|"
        r"ATTR|by (?:the )?(?:T:|S:|C:|D:)\S+) )",
        "ncmqstr",
    ),
    claim(
        "deed",
        r"(?:so|so that|to let|letting|which lets|to allow|allowing|in order that) (?:you|everyone|everybody|people|"
        r"nobody|O:\S+|{h}|others?)(?: (?:can|may|could|will|to|is|are|does not|do not|need not|get to|gets to))* "
        r"(?:not )?(?:in peace|undisturbed|" + _EASE + r")(?= )",
        "nq",
    ),
    claim(
        "work",
        r"(?:while|as|during|until|whilst) (?:the )?(?:F:\S+|work|repairs|restoration|recovery|clean-?up|debugging) "
        r"(?:{aux} |{adv} )*(?:go|goes|going|proceeds?|continues?|progress|progresses|runs?|lasts?|ongoing|underway|"
        r"under way|takes? (?:place|hold|effect|shape)|finishes|completes?|lands?|rolls? out|bakes?|settles?|is "
        r"in)(?= )",
        "nq",
    ),
    claim(
        "work",
        r"(?:reinforcements?|help|backup|relief|rescue|assistance|support|experts?|hands|people) (?:{aux} |{adv} )*"
        r"(?:arrived|coming|inbound|en route|on (?:its|the|their) way|here|present|on (?:site|scene|hand|deck|"
        r"board))(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?:receiving|getting|gets|got|receives|has|have|given|enjoys|commands|draws|deserved) (?:\S+ ){0,4}?"
        r"(?<!no )(?<!any )(?<!your )attention(?= )|getting (?:{adv} )*(?:looked|worked|fixed|sorted|"
        r"handled|seen|attended|investigated|repaired|patched|treated|checked|dealt|tended|restarted|rolled|"
        r"reverted|resolved|closed|restored|mitigated)(?= )",
        "ncmq",
    ),
    claim(
        "work",
        r"(?:(?<=^ )|(?<=^ \S{4} , )|(?<=^ \S{5} , )|(?<=^ \S{6} , ))(?:{adv} )*(?:on|at|off) (?:the )?(?:watch|"
        r"guard|scene|standby|station|station|keyboards?|console|"
        r"ready|case|spot|premises|bridge|call|line|phone|wheel|controls)(?= )(?! (?:T:|D:|C:|N:))",
        "nq",
    ),
    claim(
        "work",
        r"(?:(?<=^ )|(?<=, )|(?<=and )|(?<=but )|(?<=so ))(?:{adv} |merely |simply |only |rather |too )*busy "
        r"(?:with |at )?"
        r"(?:[a-z]+ing|the|it|this|that|work)(?= )",
        "q",
    ),
    claim(
        "work",
        r"(?:baking|brewing|cooking|maturing|in the oven|warming up|simmering)(?= (?:$|,|in|now|and))",
        "nq",
    ),
    claim(
        "work",
        r"(?:bridge|war room|call|huddle|zoom|room|conference) (?:{aux} |{adv} )*(?:dissolved|dropped|ended|closed|"
        r"disbanded|adjourned|wrapped|full|packed|crowded|emptied|released|empty(?= $))(?= )",
        "ncq",
    ),
    claim(
        "work",
        r"(?:(?<=^ )|(?<=, )|(?<=and )|(?<=but ))(?:{adv} |merely |simply |only |rather )*(?:D:\S+-deep|deep "
        r"(?:in|into)|heads? down|"
        r"D:heads-down|D:head-down|buried in|immersed in|engrossed in)(?= )",
        "nq",
    ),
    claim(
        "deed",
        r"(?:got|gets|received|had|taken|given|earned|enjoyed|needed and got) (?:an?|its|their|another|the|some) "
        r"(?:\S+ )?(?:kick|restart|reboot|bounce|nudge|push|reset|rollback|patch|fix|redeploy|bump|boost|poke|shove|"
        r"refresh|tweak|clean-?up|scrub|flush|upgrade|makeover|overhaul|spring clean|failover|drain|D:clean-up)"
        r"(?= )(?! (?:\S+ ){0,6}?(?:Z:|D:e\d|N:|by |yesterday|last|from T:|from D:|every))",
        "ncmq",
    ),
    claim(
        "work",
        r"(?:full house|enough (?:people|hands|heads|H:\S+)|too many (?:people|hands|H:\S+))(?= )",
        "nq",
    ),
    claim(
        "possession",
        r"in (?:\S+ ){0,4}?(?:\S+'s|our|my|their|your|safe|its) (?:court|hands|lap|sights|queue|plate|"
        r"desk|bench|inbox|care|orbit|custody|grip)(?= )",
        "nq",
    ),
    claim(
        "possession",
        r"on (?:\S+'s|our|my|their|the team's) (?:plate|desk|bench|table|list|queue|shoulders|radar|"
        r"side|watch|screen|books)(?= )",
        "nq",
    ),
)
