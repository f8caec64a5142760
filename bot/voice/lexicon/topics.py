"""What Lookout speaks of besides the things of `classes`: measures, its own report, and what a human may do."""

from bot.voice.lexicon.vocabulary import vocabulary

TOPICS = vocabulary("""
    latency throughput bandwidth traffic load usage rate rates ratio share percentile median average backlog lag delay
    delays jitter loss retransmits saturation pressure throttling throttle contention pooling starvation exhaustion
    restarts crash crashes crashloop panic panics deadlock deadlocks leak leaks heap swap rollout rollouts release
    releases build builds version versions config configuration configurations settings data dataset dashboard
    dashboards panel graph chart import imports export exports canary code repository branch user users group groups
    permission permissions rights account accounts role roles root kubernetes linux windows java rust python golang
    script scripts parameter parameters argument arguments value values type types unit units size sizes capacity
    bytes number numbers count counts sum total probes liveness readiness startup health healthcheck hash digest
    mirror bucket buckets object objects kind kinds subject subjects scope scopes storage cpu memory ram gpu kernel
    hypothesis hypotheses evidence confidence cause causes diagnosis diagnoses verdict verdicts finding findings gap
    gaps snapshot snapshots reading readings summary timeline history report mechanism symptom symptoms signal signals
    runbook runbooks proposal proposals gate gates tier radius undo expiry dry diff precondition template model rules
    prompt ledger record records row rows citation cited quote quoted quotes source sources page-size column
    decision decisions approval approvals confirmation confirmations acknowledgement ownership action actions step
    steps mitigation freeze limit limits reason reasons person people service time times date timezone duration
    experiment feature features function functions payments cart checkout catalogue orders billing shipping inventory
    algorithm thermostat sensor sensors device devices printer battery wifi satellite
    button buttons modal menu command commands shortcut help search status owner commander responder responders
    use uses checks calls retries attempts words result results budget budgets eviction evictions provisioner
    class dependency runs run
    triage feedback outcome target targets cluster namespace workload workloads severity critical warning info
    dashboard_url runbook_url link links channel channels thread threads message messages post posts reply replies
    """)
"""Nouns of measurement and of the report. A claim made with one of them is the other rules' business."""
DIRECTIVES = vocabulary("""
    press approve approves approving deny confirm confirms refuse choose select type describe compare verify whether
    what which who when where how why ask see look read
    if unless until must may might could should cancel submit back send save show more details right partly wrong
    unknown unclear missing unset stop close hand only same state began planned written passed refused failing another
    recorded withheld test tests high medium low likely unlikely possible certain open ready freeze inconclusive firing
    unowned unacknowledged unassigned unattended unresolved unhealthy broken degraded
    """)
"""What is asked of a human, conditions, the words on buttons, and what is not known."""
NO_SUBJECTS = vocabulary("""
    the a an this that these those it they he she we you i there here what who which everything everyone all things
    stuff something someone nothing nobody one some any most more both and or but so then now just still again also
    already really very well only even not storm dust fire worst best situation crisis matter night day life world sun
    sky coast show party game fun panic thing job duty shift work rest end end's time peace quiet calm order trust word
    words my your our their his her its yes no please maybe perhaps sure fine good great bad okay ok help relief
    danger emergency war battle fight trouble system systems silence bridge case story deal matter's
    """)
"""No system's part and no report's: what stands before a verb in comfort and courtesy."""
