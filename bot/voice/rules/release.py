"""Release from duty: a reader takes it that nobody needs to act, or that they may go."""

from bot.voice.rules.claim import Claim, claim

_ACT = (
    r"(?:action|actions|steps?|response|help|intervention|attention|follow-up|work|input|"
    r"reply|answer|ack|acknowledgement|owner|one|human|page|escalation|commander|responder)"
)
CLAIMS: tuple[Claim, ...] = (
    claim(
        "reassurance",
        r"(?:can|could|may) (?:live with|live without|do without|stay down|cope with(?:out)?|manage without|survive "
        r"without)(?= )|(?:pagers?|phones?|laptops?) (?:(?:can|may|should|is|are) )(?:be )?(?:turned |switched |put "
        r")?(?:off|away|down|silent|closed)(?= )|(?:your|the) (?:pager|laptop|phone|headset)(?= $)|your (?:job|"
        r"work|part|"
        r"shift|duty|watch|turn|role) (?:here |tonight )?is (?:done|over|finished|complete)(?= )|permission to "
        r"(?:sleep|"
        r"leave|rest|go|drop)(?= )|not for you to(?= )|(?<=^ )(?:on (?:hold|ice|pause)|parked|shelved)(?= (?:$|"
        r"until|till|for))",
        "nq",
    ),
    claim(
        "reassurance",
        r"(?:{h}|you|others|everyone) (?:can|may|could|should|is|are) (?:{adv} )*(?:be )?(?:released|excused|let "
        r"go|sent "
        r"home|relieved|dismissed|discharged|stood down)(?= )|let (?:the |this |that )?(?:{inc}|it|them) (?:time "
        r"out|ring|"
        r"lapse|expire|go|pass|be|run|rest|sit)(?= )|when (?:you|they) (?:wake|get|come|are) (?:up|in|back|"
        r"awake)(?= )|(?:is|"
        r"will be) (?:early|soon|good|time|quick) enough(?= )|at leisure(?= )",
        "nq",
    ),
    claim(
        "reassurance",
        r"(?:it is|that is|this is|you are|it's|would be|should be|is it|all|perfectly|quite|totally) (?:{adv} "
        r")*(?:fine|ok|"
        r"okay|safe|alright|acceptable|allowed|enough|no problem|harmless|wise|best) (?:for \S+ )?to (?:snooze|wait|"
        r"leave|ignore|skip|mute|silence|sleep|close|dismiss|sit|let|look (?:at|into) \S+ (?:later|tomorrow)|postpone|"
        r"defer|delay|stop|go|drop|log|rest|do nothing|stay|relax|disregard|forget|hang|step|tune|stand)(?= )",
        "nq",
    ),
    claim(
        "reassurance",
        r"(?:only|one|sole|just one|all|single) (?:\S+ ){0,2}?(?:thing |step |job |task )?(?:left|remaining|to do|that "
        r"remains|needed)(?: (?:left|to do|for \S+|now|here))* (?:is|would be) (?:to )?(?:wait|waiting|patience|"
        r"watch|rest|"
        r"sleep|hope|sit|cleanup|time)(?= )|nothing (?:to do |else |left )*but (?:to )?(?:wait|watch|sleep|hope|"
        r"rest)(?= )",
        "q",
    ),
    claim(
        "reassurance",
        r"(?:(?<=^ )|(?<=please )|(?<=and )|(?<=, )|(?<=so )|(?<=just )|(?<=can )|(?<=may ))(?:disregard|ignore|"
        r"dismiss|snooze|"
        r"forget(?: about)?|never mind|overlook|skip) (?:the |this|that|these|those|my|our|any|all|it)(?= ?)"
        r"(?! ?(?:\S+ )?(?:T:labels?|T:field|T:header|T:column))",
        "nq",
    ),
    claim(
        "reassurance",
        r"(?:eyes|hands|input|help|F:help|presence|attention|page|call|response|F:response|reply|replies|people|"
        r"eyeballs|brains?|involvement|participation|intervention|action|actions|follow-up|feedback|support|"
        r"assistance|F:assistance|escalation|bodies) (?:{aux} |{adv} )*(?:not|no longer|never|un\w+) ?(?:needed|"
        r"required|"
        r"necessary|wanted|called for|asked for|expected|useful|of use)(?= )",
        "",
    ),
    claim(
        "reassurance",
        r"feel free(?= )|(?:(?<=^ )|(?<=please )|(?<=just )|(?<=you )|(?<=can )|(?<=may )|(?<=everyone )|(?<=all "
        r")|(?<=and ))stay (?:where|put|there|home|away|back|seated|off|under|cosy|warm|in)(?= )|(?:save|spare) "
        r"your(?:self|selves)?"
        r"(?= )|(?<=^ )not (?:going|leaving|alone|asleep|idle|ignored|ignoring|forgotten|stopping|giving up|"
        r"unnoticed|unattended)(?= )|(?:sent|raised|fired|triggered|paged|opened) (?:in error|by mistake|by accident|"
        r"accidentally|in vain|for nothing)(?= )|(?:(?<=^ )|(?<=, )|(?<=please )|(?<=and ))(?:disregard|ignore)(?= $)|"
        r"(?<=^ )(?:{adv} |most |very )*(?:probably|likely|surely|certainly|maybe|perhaps|definitely|clearly) "
        r"nothing(?= )|(?:from|on|at) (?:this|my|our) (?:side|end)(?= )",
        "",
    ),
    claim(
        "reassurance",
        r"(?:no|any|further|more|additional|other|second|duplicate) (?:further |more |other )?(?:I:pages?|I:alerts?|"
        r"I:\S+|reminders?|notifications?) "
        r"(?:{adv} |for \S+ |of \S+ )*(?:(?:are|is) (?:{adv} )*(?:to be expected|expected|harmless|safe|benign)|"
        r"expected)(?= )",
        "",
    ),
    claim(
        "deed",
        r"(?:paging|alerting|notifications?|deploys?|deployments|T:deployments|pipeline|reminders?|escalations?)(?: "
        r"(?:for|of|on) (?:\S+ ){1,3}?)? ?(?:is|are|stays?|remains?) "
        r"(?:{adv} )*(?:off|paused|frozen|halted|muted|suspended|stopped|on hold|disabled)(?= (?:$|,|until|for|on|"
        r"at))",
        "ncqsr",
    ),
    claim(
        "reassurance",
        r"(?:need not|needn't|needs not|(?:do|does) not (?:need|have) to|no need to|not to) be (?:{adv} )*(?:woken|"
        r"paged|called|told|informed|"
        r"disturbed|bothered|involved|present|awake|up|notified|alerted|contacted|pinged|here|there|on|consulted|"
        r"asked)(?= )",
        "cq",
    ),
    claim(
        "reassurance",
        r"(?:you|others?|anyone|everyone|everybody|{h}|nobody|O:\S+) (?:(?:need not|needn't)(?= )|(?:do not|don't) "
        r"(?:need|have) to(?= )|(?:are|is) (?:{adv} )*(?:not (?:required|obliged|needed|expected|wanted)|excused|"
        r"dismissed|"
        r"relieved|off the hook|spared)(?= )|(?:are|is) (?:required|obliged|expected|needed) to (?:stay|join|get|be|"
        r"wake|"
        r"come|act))|no obligation|under no obligation",
        "cq",
    ),
    claim(
        "reassurance",
        r"(?:go|get) back to (?:what|your)(?= )|not your (?:I:\S+|problem|job|concern|business|"
        r"fault|worry|turn|duty)|(?:none of|not) your (?:concern|business)",
        "",
    ),
    claim(
        "reassurance",
        r"no (?!D:|T:|S:|N:)(?:\S+ ){1,4}?(?:needed|required|necessary|called for|warranted)(?= "
        r"(?:$|[,.!]|now|tonight|today|from|right|at|on|anymore|any|here|for))",
        "t",
    ),
    claim(
        "reassurance",
        r"(?<!B:bot )(?<!B:lookout )(?:needs?|requires?|wants?|takes?) no (?:{adv} |further |more |"
        r"immediate |human )*" + _ACT,
        "",
    ),
    claim(
        "reassurance",
        r"(?<=^ )(?:just |please |then )?leave (?:it|this|that|them)(?= (?:$|[,.!]|alone|be|for|"
        r"as|until|to))",
        "n",
    ),
    claim(
        "reassurance",
        r"(?:can|could|may|should|will) be (?:looked (?:at|into)|handled|dealt with|done|checked|"
        r"fixed|picked up|left|addressed|seen to) (?:later|tomorrow|in the morning|on monday|next|"
        r"during|at leisure|after)",
        "n",
    ),
    claim(
        "reassurance",
        r"no (?:further |more |other |additional |immediate |human |manual |urgent )*(?:\S+ )?"
        + _ACT
        + r"(?: \S+){0,3}? (?:needed|required|necessary|called for|expected|warranted|due)(?= )",
        "",
    ),
    claim(
        "reassurance",
        r"no (?:further |more )?(?:need|reason|cause|call|point|rush|hurry|urgency|worries|panic|"
        r"stress|sweat|biggie|drama|big deal)(?= )",
        "",
    ),
    claim(
        "reassurance",
        r"(?:don't|do not|doesn't|does not|didn't|needn't|not|never) (?:\S+ )?(?:need|have|"
        r"require)(?:s|ed)? (?:to (?!be|wait|run|restart)|an owner|you|any|a commander|a human|"
        r"attention|action|escalation)",
        "ct",
    ),
    claim(
        "reassurance",
        r"(?:nobody|no-one|noone|none|no {h}|no D:\S+|nobody else|others?|everyone|everybody|you) "
        r"(?:else )?(?:(?:needs?|has|have) to (?:be )?"
        r"|must(?= \S+ up)|can (?:stay|go|"
        r"rest|sleep|relax|stand|leave)|should (?:touch|worry|join|page|panic|bother|stay))",
        "c",
    ),
    claim(
        "reassurance", r"(?:nobody|no-one|noone|no one) (?:else )?(?:is )?(?:needed|required|necessary)", ""
    ),
    claim(
        "reassurance",
        r"nothing (?:\S+ )?(?:(?:you|{h}|anyone|anybody|there) )?(?:(?:need|needs|have|has|is) "
        r")?(?:(?:left|for you|for anyone|for (?:the |any |an )?(?:\S+ )?{h}|more|else) )*(?:to (?:do|worry|fear|"
        r"see|fix|add|"
        r"handle|act)|to be done"
        r"|needs doing|urgent)",
        "",
    ),
    claim(
        "reassurance",
        r"(?:there )?(?:isn't|is not|is n't|is nothing|is no) (?:anything|nothing|much|more)? "
        r"?(?:\S+ )?(?:left )?(?:for \S+ )?to (?:do|worry|fix|see)",
        "",
    ),
    claim(
        "reassurance",
        r"(?:you|others?|everyone|everybody|folks|people|{h}) (?:\S+ )?(?:(?:can|may|should|"
        r"could) )?(?:all )?(?:now )?(?:relax|rest|sleep|stand down|stay in bed|go (?:back )?to "
        r"(?:sleep|bed)|go home"
        r"|go back|ignore|disregard|stay asleep|carry on|leave)(?= )",
        "",
    ),
    claim(
        "reassurance",
        r"(?:go|going|get|back|get back) (?:back )?to (?:sleep|bed)|stay in bed|sleep (?:well|"
        r"tight|on)|rest (?:easy|assured)|good night|stand(?:ing)? down(?= )|as you were",
        "n",
    ),
    claim(
        "reassurance",
        r"(?:can|may|should|could|might) (?:safely |just )?(?:be ignored|be disregarded|wait|be "
        r"left|be skipped)(?= (?:$|[,.!]|until|till|for|alone))",
        "nc",
    ),
    claim(
        "reassurance",
        r"(?:please )?(?:ignore|disregard|dismiss) (?:this|it|that|the|these) ?(?:I:\S+|page|"
        r"alert|message|noise)?(?= (?:$|[,.!]))|feel free to (?:ignore|close|dismiss|sleep)",
        "n",
    ),
    claim(
        "reassurance",
        r"(?:you|{h}) (?:are|is) (?:not|no longer) (?:needed|required|necessary|"
        r"expected)",
        "",
    ),
    claim(
        "reassurance",
        r"(?:can|could|will|may) (?:easily |safely )?(?:wait|hold|keep) (?:until|till) (?:the "
        r")?(?:morning|tomorrow|monday|business|later)",
        "n",
    ),
    claim("reassurance", r"no {h} (?:tonight|today|needed|necessary|required|here)", ""),
    claim(
        "reassurance",
        r"(?<=^ )(?:please |just |you can )*(?:ignore|disregard|dismiss|skip) (?:this|that|the) one(?= )",
        "n",
    ),
    claim(
        "reassurance",
        r"(?<=^ )(?:please |just |everyone |all |and )*(?:carry on|move along|at ease|dismissed|as "
        r"you were)(?= (?:$|[,.!]))",
        "",
    ),
    claim(
        "reassurance",
        r"nothing (?:\S+ )?(?:(?:required|needed|expected|asked|wanted|left|here) )*(?:from|of|for) "
        r"(?:you|your|anyone|anybody|H:\S+)",
        "",
    ),
    claim(
        "reassurance",
        r"(?:you|everyone|everybody|H:\S+|folks) (?:can|may|could|should) (?:now |all |safely "
        r")*(?:log (?:off|out)|sign off|hang up|drop|go home|step away|clock out|turn in|switch off)",
        "",
    ),
    claim(
        "reassurance",
        r"(?:do not|don't|never|no need to|needn't) (?:escalate|join|ack|acknowledge|respond|react|"
        r"touch|call|wake|disturb|reply)(?= (?:$|[,.!]|anyone|anybody|this|it|the I:|H:|me|us))",
        "c",
    ),
    claim(
        "reassurance",
        r"(?:F:help|help|hands|people|H:\S+|assistance|F:assistance|backup|reinforcements?) (?:is|"
        r"are) (?:not|no longer) (?:needed|required|necessary)",
        "",
    ),
    claim(
        "reassurance", r"(?:you|everyone|H:\S+) (?:won't|will not|will never|wo n't) (?:need|have) to", "c"
    ),
    claim(
        "reassurance",
        r"nothing (?:\S+ )?(?:(?:you|anyone|anybody|H:\S+) (?:can|could|should|must) (?:do|add|fix)|"
        r"actionable|to (?:lose|ack|acknowledge|own|approve|escalate))",
        "",
    ),
    claim(
        "reassurance",
        r"(?:do not|don't|never) (?:lose|let (?:it|this)|wait for (?:the |an? )?(?:H:|{b}|approval|"
        r"confirmation)|hesitate)",
        "c",
    ),
    claim(
        "reassurance",
        r"off the hook|free to go|(?<=^ )no (?:escalation|F:escalation|page|paging|pager|panic)(?= "
        r"(?:$|[,.!]))|not like (?:H:|O:)",
        "",
    ),
)
