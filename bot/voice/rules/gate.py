"""False gate state: that an approval, page or human step happened or is pending; only the record may say so."""

from bot.voice.rules.claim import Claim, claim

STEP = (
    r"(?:approval|approvals|confirmation|consent|permission|sign-off|signoff|authorisation|"
    r"authorization|go-ahead|decision|green light|blessing|ok|okay|thumbs up|two-person check|"
    r"review|check)"
)
CLAIMS: tuple[Claim, ...] = (
    claim("gate", r"decision (?:{aux} |{adv} )*(?:made|taken|reached|final|firm)(?= (?:$|,|and|by))", "ncmq"),
    claim(
        "gate",
        r"(?:freeze|embargo|maintenance window|lockdown|moratorium) (?:{adv} )*(?:does not|doesn't|did not|no "
        r"longer|never) "
        r"(?:apply|applies|count|counts|matter|bind|hold|cover|covers)(?= (?:$|,|here|now|tonight|to (?:this|that|P:)|"
        r"in this|for this))",
        "q",
    ),
    claim(
        "gate",
        STEP
        + r"(?: (?:from|by|for|of|on) (?:(?!is |are )\S+ ){1,4}?)? ?(?:came|arrived|followed|landed|exists|is "
        r"through|is out)(?= )",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:has|have|with|got|carries) (?:the |an? )?\S+'s (?:blessing|approval|ok|okay|go-ahead|consent|support|"
        r"backing|sign-off|nod)(?= )",
        "ncmq",
    ),
    claim("promise", r"(?:unless|until) (?:told|instructed|advised|directed) otherwise(?= )", ""),
    claim(
        "promise",
        r"(?:restart|rollback|F:rollback|F:failover|F:\S+|reboot|page|I:page|drain|update) (?:follows|happens|comes "
        r"next|is next|is imminent)(?= )",
        "ncq",
    ),
    claim(
        "gate",
        STEP
        + r"(?: (?:from|by|for|of|on) (?:(?!is |are )\S+ ){1,4}?)? ?(?:is|are|stands|was) (?:{adv} )*(?:there|"
        r"in|here|given|settled|a formality|"
        r"obtained|implied|assumed|a given)(?= )",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?<=^ )(?:a |the |with a |with the )?(?:green light|T:green light|go-ahead|nod|blessing|thumbs up|"
        r"sign-off|approval|ok|okay|lgtm|go) (?:from|of) (?:the |an? |our |both )?(?:\S+ )?{h}(?! (?:is|are|was|"
        r"has) (?:not|missing|needed|required))(?= )",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:two-person|D:two-person|four-eyes|D:four-eyes|dual control|two-man|D:two-man|D:two-key|two-key)(?: "
        r"(?:rule|T:rules?|check|T:check|principle|requirement|"
        r"control))? (?:{aux} |{adv} |: )*(?:satisfied|met|fulfilled|passed|ok|okay|done|observed|complete|waived)",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:both |all |the |N:2 )?(?:approvals?|confirmations?|(?:D:)?sign-offs?|signatures?|votes?|decisions|keys|"
        r"gates) "
        r"(?:are |is |now |all |both )*"
        r"(?:in|complete|collected|passed|green|there|given|done|ok|okay|gathered|lined up|satisfied|met)(?= (?:$|,|"
        r"now|and|for))",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:escalation|silence|bridge|ticket|war room|maintenance window|status page|status-page|"
        r"S:statuspage|paging|approval request|notification|reminder|I:ticket) (?:{aux} |{adv} "
        r")*(?:triggered|created|opened|sent|started|"
        r"raised|updated|posted|placed|filed|issued|fired off|set up|requested)(?= )",
        "ncqmr",
    ),
    claim(
        "gate",
        r"(?:approved|authorised|authorized|greenlit|green-lit|rubber-stamped|countersigned|"
        r"pre-approved|ratified|sanctioned)(?= )(?! (?:users?|clients?|callers?|requests?|list|by "
        r"D:|by T:|by S:|T:\S+))",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?<!permission )(?<!access )"
        r"(?:confirmed|agreed|consented|accepted it|denied(?! (?:\S+ ){0,3}?(?:T:|D:|C:|N:|request|access|"
        r"permission))|signed off|signed it off|signs off|"
        r"said yes|said ok|vetoed|nodded)(?= )(?! (?:by )?D:e\d)",
        "ncmqt",
    ),
    claim(
        "gate",
        r"(?<!no )(?<!neither )(?<!any )"
        + STEP
        + r"(?: (?:from|of|by|for) (?:the |a |both |an )?(?:\S+ )?(?:{h}|{b}|commanders?|owners?))? "
        r"(?:{aux} |{adv} |on )*(?:received|granted|given|obtained|pending|requested|secured|"
        r"recorded|done|complete"
        r"|completed|confirmed|in|there|its way|arrived|came in|in hand|passed|waived|not "
        r"(?:needed|required|necessary)|unnecessary|skipped|bypassed|implied|automatic)(?= )",
        "cmq",
    ),
    claim(
        "gate",
        r"no (?:approval|confirmation|sign-off|permission|commander|second person) (?:is |was "
        r")?(?:needed|required|necessary)",
        "",
    ),
    claim(
        "gate",
        r"(?!(?<=^ )wait )(?:waiting|waits?|awaiting|awaits?|pending|queued|held|on hold|blocked|"
        r"parked)(?: "
        r"(?:for|on|by|at|with|until|unless|till))? (?:the |an |a |its |your |final |their |both "
        r")?(?:\S+ )?(?:" + STEP + r"|{h}|commander'?s?|owner'?s?|humans?)(?= )",
        "ncq",
    ),
    claim(
        "gate",
        r"(?:request|proposal|command|P:\S+|{it}|rollback|restart|plan|ask|approval) (?:{aux} |"
        r"{adv} )*(?:went|sent|forwarded|passed|submitted|queued|escalated|routed|gone|with|put|"
        r"filed|lodged)"
        r"(?: (?:out|on|off|over|up))?(?: (?:to|for|with|before|by) (?:the |your |an? |both |"
        r"final )*(?:\S+ )?(?:{h}|{b}|approval|review|confirmation|decision|sign-off)|(?= (?:$|"
        r"[,.!]|and)))",
        "ncmqt",
    ),
    claim(
        "gate",
        r"(?:sent|submitted|forwarded|passed|escalated|routed|handed|put|gone|went|reported|"
        r"raised|given) (?:\S+ )?(?:to|before|with) (?:the |a |an |our |your |both )?(?:\S+ "
        r")?(?:{h}|commander|owner|approver)(?= )",
        "ncmqt",
    ),
    claim(
        "gate",
        r"(?:gave|gives|given|giving|got|has|have|had) (?:it |us |the |their |a |its |his |her |"
        r"full |final )*(?:green light|go-ahead|go ahead|thumbs up|nod|blessing|permission|"
        r"consent|okay|ok|approval|sign-off|all clear)(?= )",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:cleared|clear|free|allowed|permitted|good|authorised|authorized|entitled) to "
        r"(?:proceed|go|run|execute|continue|act|roll|restart)|(?:proceeding|proceed) (?:with|as|"
        r"now)?(?= (?:$|[,.!]|with|as))",
        "ncm",
    ),
    claim(
        "gate",
        r"(?:both|two|all) (?:keys|humans|people|signatures|approvals|parties|approvers) (?:\S+ "
        r")?(?:{aux} |{adv} )*(?:given|turned|agreed|signed|approved|confirmed|collected|obtained|"
        r"said|fine|ok|okay|happy|in|gave)(?= )",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:{inc}|page|paging|message|call|escalation|notification|reminder) (?:{aux} |{adv} "
        r")*(?:went out|gone out|sent out|delivered|out|placed)(?= (?:$|[,.!]|to|and|at))",
        "ncqs",
    ),
    claim(
        "gate",
        r"(?:fine|ok|okay|happy|comfortable|good|cool|on board|in agreement) with (?:it|this|that|"
        r"the (?:plan|rollback|restart|change|proposal|fix|action))(?= )",
        "ncq",
    ),
    claim(
        "gate",
        r"(?:all|both|the|every) gates? (?:{aux} |{adv} )*(?:open|passed|green|cleared|"
        r"satisfied)(?= )",
        "ncq",
    ),
    claim(
        "gate",
        r"(?:{h}|the {h}|who) (?:\S+ )?(?:approves|confirms|agrees|consents|okays|concurs)(?= )(?! (?:must|may|can|"
        r"cannot|should|is not) )",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:auto-approved|auto-authorised|auto-authorized|auto-confirmed|auto-granted|auto-accepted|"
        r"self-approved|"
        r"self-confirmed|pre-approved|pre-authorised|pre-authorized|pre-confirmed|pre-cleared|"
        r"preapproved|autoapproved)(?= )",
        "ncmq",
    ),
    claim(
        "gate",
        r"P:\S+ (?:is |are |'s |now |already |still )+(?:running|executing|live|rolling|going|active|"
        r"applying|on its way)(?= )",
        "ncq",
    ),
    claim(
        "gate",
        r"(?:freeze|kill switch|kill-switch|T:lock|hold|embargo|stop|maintenance window) (?:{aux} |{adv} )*"
        r"(?:lifted|over|off|ended|released|cancelled|canceled|waived|overridden|bypassed|ignored)(?= "
        r"(?:$|[,.!]|again|now|early|for|so|and))",
        "ncmqs",
    ),
    claim(
        "gate",
        r"(?:two|both|all|N:2) (?:of|out of) (?:two|N:2|the) (?:approvals?|decisions?|keys?|"
        r"confirmations?|signatures?|votes?)(?= )",
        "ncmq",
    ),
    claim("gate", r"(?:the|all|both|every) gates? (?:{aux} |{adv} )*(?:opened|cleared|lifted)(?= )", "ncq"),
    claim(
        "gate",
        r"no (?:objections?|veto|vetoes|complaints)(?: (?:from|by) (?:the )?\S+)?(?= (?:$|[,.!]|so))",
        "q",
    ),
    claim(
        "gate",
        r"(?:approval|break-glass|D:break-glass|override) (?:{aux} |{adv} )*(?:used|invoked|exercised|"
        r"activated)(?= )",
        "ncmq",
    ),
    claim(
        "gate",
        r"P:\S+ (?:{adv} )*(?:has|got|received|holds|cleared|passed|collected|met|satisfied) (?:both|"
        r"all|two|the|every|its|N:)",
        "ncmq",
    ),
    claim("gate", r"P:\S+ (?:{aux} |{adv} )*(?:queued|scheduled|lined up|set|ready) (?:for|to)(?= )", "ncmq"),
    claim(
        "gate",
        r"(?:proposal|action|change|F:rollback|rollback|restart|plan|step|request|F:mitigation|"
        r"mitigation) (?:{aux} |{adv} )+"
        r"(?:accepted|authorised|authorized|endorsed|agreed|approved|sanctioned|blessed|permitted|"
        r"allowed)(?= )",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:waiting|waits?|awaiting|held) (?:for|on) (?:the )?\S+ to (?:confirm|approve|join|answer|"
        r"respond|decide|act|agree|sign|review)",
        "ncq",
    ),
    claim(
        "gate",
        STEP + r" (?:{aux} |{adv} )*(?:expected|coming|due|imminent|arriving|forthcoming)(?= (?:$|[,.!]|"
        r"soon|shortly|by|at|in|any))",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:switch|kill switch|model path|posting|mitigation) (?:is|are) (?:back )?(?:on|enabled|"
        r"active) again|(?:switch|T:switch|kill switch) (?:is|was) back(?= )",
        "nqs",
    ),
    claim(
        "gate",
        r"(?:proposal|action|change|F:rollback|rollback|restart|plan|P:\S+) (?:{aux} |{adv} "
        r")*(?:passed|cleared|satisfied|met|through) (?:all|every|its|the|both) ",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:proposal|action|change|F:mitigation) (?:{aux} |{adv} )*(?:running|in progress|underway|"
        r"under way|executing|done|ongoing|completed successfully|"
        r"completed|carried out|in flight|started)(?= (?:$|[,.!]|now|at|by))",
        "ncmq",
    ),
    claim(
        "gate",
        r"(?:proposal|action|change|plan) (?:will|shall|'ll) (?:{adv} )*(?:run|execute|"
        r"start|happen|begin|proceed)(?= )",
        "nc",
    ),
)
