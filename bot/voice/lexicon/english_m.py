"""English as it is written about systems, m to z: base forms only; `english` knows the endings."""

WORDS = """
medium median
machine machinery made magic magnitude mail main maintain maintenance major majority make makes malformed
malfunction manage management mandatory mangled manifest manipulate manipulation manner manual many map maps
march margin marginally mark markdown markup mask master match matches materialized math matrix matter max
maximal maximum maxsize may maybe me mean meaningful means meant meanwhile measure measurement mechanics
mechanism media median meet meets megabyte member membership memo memoization memoize memory memoryview
mention menu merchandise merely merge mesh mess message met meta metaclass metadata meter meth method metric
mib microseconds middle midnight might migrate migration million milliseconds mimic mimicking min mind
mineral minimal minimize minimum minus minute mirror misc miscellaneous misconfigured miss mitigate
mitigates mitigation mix mixin mobile mock mod modal mode model modern modification modifier modify module
modulename modulo moment monday mongo mongodb monitor monkeypatching month more moreover morning most mostly
motivation mount move movement msg mtime mttr mtu much multi multiple multiplication multiplied must mutable
mutate mutation mute mutually my mysql nack naive name namedtuple names namespace nan narrow nasty nat
native natural nature nbsp near nearest necessary need needless negate negative neighbour neither nest net
netrc network never new newest newline next nginx nice night nil nine no nobody node noise noisy non none
nonexistent nonzero noon nor normal normalised normalization normalize not notably notation note nothing
notice notification notify notin notion notready november now ns null num number numerator numeric numerical nvme
nxdomain obj object observe obsolete obtain obvious occasionally occupied occupy occur occurrence octet
october odd of off official offline offset often ok okay old oldest omit on on-call oncall once one online
only onto onwards oom oomkilled op opaque opcode open operand operate operation operator opportunity opposed
opposite opsgenie opt opted optimization optimize option optional optparse or oracle order ordinal ordinary
organize oriented origin original originate orm orphan other otherwise ought our ourselves out outage
outbound outcome outdated outermost outfile outlier outline output outside over overall overcommit overlap
overridden override oversized oversubscribe overuse owing own owner ownership pack package packet pad page
pagerduty paid pair panel panic panics paragraph parallel param parameter parameterized parametrized parens
parent parentheses parenthesis parity parse part partial participate particular partition party pass passes
passive password past paste patch path pathlib pathname pattern paused pay payload payment pdb peak peer
penalty pending people per percent percentage percentile perf perfectly perform performance performant
perhaps period permanent permission permissive permit persist persistence persistent person perspective pg
phase physical pick pickle pid piece pin ping pip pipe pipeline pkg pkgutil place placeholder plain plan
plateau platform plausible plausibly play playbook please plugin plural plus pod point pointless points
poison policy poll polymorphic pool poor pop popular populate port portion position positional positive
possibility possible possibly post postgres postgresql postmortem potential power powerful pprint practical
practice pre preceded precedence precedes preceding precise precision predecessor predicate predictable
preempt prefer preference prefix preparation prepare prepend presence press pressure presumably presume
pretend pretty prevent previous price primary prime primitive principle print prior prioritize priority
private proactively probability probably probe prober probes problem problematic proceed process produce
product production profile prog program programmatically progress prohibit project prometheus promise
promote promotion prompt prop propagate propagation property proposal propose protect protection proto
protocol provide provision provisioned proxy pruned public publish pull punctuation pure purge purity
purpose push put pycon pydantic pydoc python qos qps quadratic qualifier qualify quality quantity quarantine
quarter query question queue quick quickly quiet quite quorum quota quote rabbitmq race rack radius raft
raise ram ran random range rare raster rate rather ratio rational rationale raw rc reach reacted read
readability readiness reading readings readline readonly ready real reality realize reason reasonably
rebalance receive recent recipe recipient reclaim recognize recommend recommendation reconcile reconnect
record recurse recursion recursive recycled red redelivery redis reduce redundant reentrant ref reference
refined reflect refresh refund refusal refuse refute regarding regardless regards regex regexp region
register registration registry regression regular reject rejection related relates relation relationship
relative relay relevant reliable reliably rely remainder remote remount removal render renew renewal repair
repeat repetition replacement replay replica replicaset replicate replication reply repo repository
representation req request require requirement res reschedule reset resilient resp respect respective
respond response responsibility responsible rest restriction result resume retain retransmit retrieve retry
reuse rev reverse revert revision revoke rewind rich rid right rise risen risk robust role roll rollback
rollout room root rose rota rotate rotation rough roughly round roundtrip route routine row rows rps rt ruby
ruff rule run runaway runbook runpy runs runtime rust rvalue sack safe safety said sake same sample sampling
sane sanity satisfy saturate saturation saturday save saw say scalar scale scan scarce scenario scenes
schedule schema scheme scientific scope score scratch screen script sealed search second secondary seconds
secret section secure security see seealso seed seek seem seen sees segfault segment select selection
selective selector sell semantic semantically semicolon send sense sensible sensitive sensitivity sent
sentence sentinel sentry sep separate separation september seq sequence sequential serialization serialize
series serve serves servfail service session set setup setuptools seven several severe severity shadow shall
shallow shape shard share she shed shell shift shim ship shop short shortage shortcut shorten shortest
shorthand should show shown shrank shrink shut shutdown sibling side sidecar sigkill sign signal signature
significant signify sigsegv sigterm silence silent similar similarity simple simplest simplicity
simplifications simplify simply simulate simultaneous since single singleton site situation six size skew
skewed skip sla slack slash sleep sli slice slight slim slo slot slow slowdown slower slowly sluggish small
smallest smarter snack snapshot snippet so sock socket soft software sold sole solution solve some somebody
somehow someone something sometimes somewhat somewhere soon sorry sort sound source space span spare sparse
spawn speaking speaks spec special specialization specialized specific specifically specification specifier
specify speed speedup spell spend spent spike spill splice split spread spurious sql sqlite square src sre
ssd ssl stable stack stacklevel stage stale stall standalone standard standardized standby star start
startup starvation starve stash stat state stateful statefulset stateless statement static statically
statistics status statuspage stay stays stderr stdin stdlib stdout steady stem step stick still stmt stock
stop storage store storefront storm straight straightforward strained strange strategy stream strftime
strict strictness string strip strong struct structural structure struggle stub stuck stuff style sub
subject submit subnet subscriber subsequent subset substantial substitute substitution subtle subtract
subtraction succeed succeeded success successful successive such sudden suffer sufficient suffix sugar
suggest suggestions suit suite sum summary sunday super superclass superseded superset supertype
supplemental supply support suppose suppress sure surface surge surplus surprising surrogate surrounding
suspect suspend swap switch symbol symbolic symbols symlink symmetric symptom sync synchronizing synchronous
synonym syntactic syntactically syntax synthesize synthetic sysconfig system tab table tag tail taint take
takeaway taken takes tally target task team teardown technically technique tell tells temp tempdir
temperature tempfile template temporary ten tenant tends term terminal terminate termination test testcase
text textual textwrap than thank that the their them theme themselves then theoretically theory there
thereby therefore thereof these they thin thing think third third-party this those though thought thousand
thrash thread three threshold throttle through throughout throughput throw thrown thundering thursday thus
ticket tie tied tier tight tightly till time timed timedelta timeline timeout timestamp timezone timing tiny
tip title tls tmp to today together toggle token tokenize told tolerant tolerate toleration toml tomorrow
too took tool top topic topmost topological topology total touch toward tp trace traceback traceroute track
traditional traffic trail transaction transfer transform transformation transient transition translate
translation transmission transmitted transparent transport trapped traversal traverse treat treatment tree
trend trick tricky trigger trim trip triple trivial trouble true truly truncate truncated truncation trust
truth truthy try ttl tty tuesday tunnel tuples turn tutorial tweak twelve twice twin two type typechecker
typed typevar typical typing ugly uid ultimate unacked unacknowledged unary unauthorized unbounded uncapped
uncommitted under underlined underlying underneath underscore understand understood undo uneven unfortunate
unicode unified uniform union unique uniqueness unit unittest universal unix unknown unmounted unreliable
unresponsive unsatisfiable unset unstable until untouched unusual up update upgrade upload upon upper
uppercase upstream uptime upwards uri url urllib us usable usage use used useful useless user username uses
using usual ut utc utcs util utilisation utility utilization utilize uuid vacuum val valid validate
validation validity value vanish var variability variable variances variant variation variety various vary
vast vendor ver verb verbatim verbose verbosity verdict verification verify versa version versionadded
versionchanged versus vertex vertical vertices very via viable vice victim video view violate violation
virtual virtualenv visibility visible visit visual vlan volume vpa vpn vulnerable wait waiting walk wall
want warehouse warm warn was waste watch watchdog way we weak weakref web webhook webhooks website websocket
wednesday week weekly weight weird well went were what whatever wheels when whenever where whereas whether
which whichever while white whitespace who whole whom whose why wide widespread width wild wildcard will win
window wire wish wishlist with withdraw withdrawn withheld within without word work workaround worker
workload workloads world worry worse worsen worst worth would wrap write written wrong wrote www xml year
yellow yes yesterday yet yield you your yourself zero zip zipfile zonal zone zookeeper
"""
