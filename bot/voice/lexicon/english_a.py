"""English as it is written about systems, a to l: base forms only; `english` knows the endings."""

WORDS = """
assignee assignees inconclusive supervision snooze
a abbreviated abbreviating abbreviation ability able abnormal abort about above abrupt absence absent
absolute abstract abstraction accept access accessible accidental accommodate according account accumulate
accuracy accurate achieve ack ackermann acknowledge acknowledgement acme acquired acquiring across act
action activate active activity actual ad adapt add addition additional address adjacent adjust adjustment
admission advance advantage affect affinity afford after afterwards again against age agent aggregate
aggressive ago ahead aid aim aka alarm alert alertmanager algorithm alias align alignment alive all allege
allocate allocation allow allowlist almost alone along alongside alphabet alphabetically alphanumeric
already also alt alternate alternative although altogether always am amazon ambiguity ambiguous among
amongst amount an analogous analyse analysis analytics analyze ancestor anchor and angle animation
annotate annotation annoying anomaly anonymous another ansi answer any anybody anymore anyone anything
anytime anyway anywhere apart api apologize app apparently appear appearance append appliance applicable
application apply approach appropriate approval approve approximate approximation april arbitrary arc
architecture archives are area arg argo argparse argument argv arise arithmetic around arp array arrears
arrow artifact artificial as ascending ascii aside ask asks aspect assemble assembled assert assertion
assign assignment assist associate assume assumption ast async asynchronous asyncio at atexit atomic
attach attachment attack attempt attend attr attribute audio audit augment august auth authenticate
authentication authorization auto automatic automatically autoscaler auxiliary availability available
average avoid await aware away awkward azure back backend background backlog backoff backpack backport
backslash backtrack backup backward bad bail balance bandaid bandwidth bare base baseline basename bash
basic basically basis basket batch be beat became because become been before beforehand began begin begun
behalf behave behavior behaviour behind being believe belong below benefit beside best beta better between
beware beyond bgcolor bgp big billing binary bind bit bitwise black blame blank blast blindly blip blob
block blue body bogus boilerplate bold bookkeeping boolean bools boot bootstrap border boring bot both
bottleneck bottom bought bound boundary box bpf braces bracket branch breach break bridge brief bright
bring broadcast broke broken brought brownout browser budget buffer buffering bug build built builtin bulk
bulkhead bump bunch bundle burst busy but button buy by bypass byte bytearray bytecode bytestring cache
calculate calculation calendar call callback caller calm came can canary cancel cancellation candidate
cannot canonical canonicalize capability capable capacity capital capped capture card care careful carry
cart cascade case cassandra cast catalog catalogue catch category caught cause caveat cell center central
cert certain certificate cf chain challenge chance change channel char character charge charset chart
cheap check checkin checkout checkpoint checksum child children choice choose chop chosen chunk chunked
cidr cipher circle circuit circular circumstances claim clamp clarity clash class classic clause clean
cleanup clear clearance clever cli click client climbing climbs clock clogged clone close closest closure
cloud cloudwatch cluster cmd cmp co coalesce code codec codepoints coerce coercion coffee col cold
collapse colleague collect collection collision colon colour column combination combine come comes comma
command comment commission commit common communicate communication compact compaction compare comparison
compat compatibility compatible compensate compilation compile complain complement complete completed
completion complex complexity compliance compliant complicated component compose composite compound
comprehension comprehensive compress compression compromise computation compute concatenate concatenation
concept conceptually concerns concise conclude concrete concurrency concurrent condition conditional conf
confidence confident config configmap configuration configure confirm confirmation conflict conform
conformance confuse confusion congestion conjunction conn connect connection connectivity consecutive
conservative consider consideration consist consistency consistent console const constant constrained
constrains constraint construct construction consult consume consumption contact contain containerd
contend content contention context contextlib contextmanager contextual contiguous continuation continue
continuous contract contradict contrast contravariant contribute control convenience convenient convention
conversation conversion convert cookie coordinate cope copy copyright cordon core coredns corner coroutine
correct correctness correlated correspond corrupt cost could count countdown counterpart couple coupon
course courtesy covariant cover coverage cp cpu cpus crash crashing crashloopbackoff crawl create creation
credential criteria criterion critical cron cronjob cross crosscheck crude ctx cumulative cur currency
current cursor custom customization customize cut cwd cycle cyclic cython daemon daemonset damage
dangerous dash dashboard data database datacenter dataclass datadog dataflow dataset datastructure
datatype date datetime day daylight db dead deadline deadlock deal dealt debug december decide decides
decimal decision declaration declare decode decompress decorate decoration decrease dedent dedicated dedup
dedupe deduplicate deep deepcopy default defaultdict defensive defer define definitely definition deflate
defs degraded degrees delay delegate delete deletion deliberately delimited delimiter deliver delivery
delta demand denominator denotes density deny depend dependency dependent deploy deployment deprecated
deprecation deps depth derive desc descend descendant describe description descriptive descriptor
deserialization deserialize design desirable desired despite dest destination detach detail detect
detection determine determinism deterministic dev developer development device diagnoses diagnosis
diagnostic diagram dial dialect dialog dictionary dicts did died diff difference different differentiate
difficult digest digit dim dimension dip dir direct direction directive directory dirname dirty disable
disagree disallow disambiguate disappear discard disconnect discouraged discover discovery discrete
discussion disjoint disk dismiss dispatch display disposition distance distinct distinction distinguish
distribute distribution div divide division django dns do doc docker docstring doctest document
documentation does doing domain done dont dot double doubly doubt doubtful down downgrade download
downside downsize downstream downtime drain drained draw drawn drift drive drop dropped dst dual due dumb
dummy dump duplicate duplication duration during dwell dynamic dynamically each eager earlier earliest
early ease easier easiest easy eat ebpf echo econnrefused econnreset edge edit effect effective efficiency
efficient effort eg egress eight either elaborate elapsed elasticsearch election element elevated eleven
eliminate ellipsis else elsewhere email embed emit emoji empty emulate enable enclosed enclosing encode
encounter encourage encrypted end endif endpoint enforce engine english enhanced enormous enospc enough
ensure enter entire entity entry entrypoint enum enumerate enumeration env envelope environ environment
envoy eof ephemeral epoch equal equality equivalent erase err erratic errimagepull errno erroneously
escalate escalation escape especially essential establish estimate etc etcd etimedout eval evaluate
evaluation even event eventually ever every everybody everyone everything everywhere evict eviction
evidence evolve exact examine example exc exceed except exception excess excessive exchange exclude
exclusion exclusive exec execute execution exhaust exhaustion exhaustive exist existence exit expand
expansion expect expected expensive experience experimental expiration expire expiry explain explanation
explicit explore exponent exponential export expose expr express expression ext extend extensible
extension extent external extra extract extraction extremely fabric facade facing fact factory fail
failover failure faint fairly fake fall fallback fallen false familiar family fancy fanout far fashion
fast fatal fault favor fd feature february fed feed feedback fell fetch few fewer field figure file
filename fileno fileobj filepath filesize filesystem fill filter final finalize find fine finish finite
fire firewall firmware first first-party fit fits five fix fixture fixup flag flake flaky flap flat
flatten flavor flexibility flexible float flood flow flush flux fly fmt fnmatch focus fold follow font
footer for forbidden force foreground foreign forever forget forgotten fork form formal format formula
forth forward forwarded found four fourth fraction fractional fragment fragmentation frame framework free
freeze frequency frequently fresh friday friendly friends from front frontend frozen frozenset fulfill
fulfillment fulfilment full fullname fully fun func funcname function functional functionality functools
fundamental furnished further future gains gap garbage gate gateway gather gauge getaddrinfo gave gc general generate
generation generic geometric get ghz gib gigabyte git github gitlab give given gives glance glob global go
goal goes going gone good google got gotten governing gpu grab graceful grade gradual gradually grafana
grained grammar grant graph gray great greatest greedy green greenlet grew grey grid group grow grown
grows growth grpc guarantee guard guess guest guide gzip had half halt halve hand handle handler handlers
handoff handover handshake handy hang happen happens happy haproxy hard hardcode hardware harmless has
hash hashlib have he head header headroom health healthy heap heartbeat heavy height held hello helm help
helpful hence her herd here hereby heterogeneous heuristic hex hexadecimal hibernate hidden hide hierarchy
high highest highlight hint his histogram historic historical history hit hold holds home homogeneous
honored honour hood hook hop hope hopefully horizontal host hostname hot hotfix hotspot hour household how
however hpa html http huge human hundred hung hurry hyphen hypotheses hypothesis hypothetical icon id idea
ideal idempotency idempotent ident identical identifier identify identity idiomatic idle idx ie if iff
ignore illegal image imagepullbackoff imitation immediate immutable impact impl implement implementation
implications implicit imply import important importlib impose impossible improper improve improvement in
inactive inbound incident include inclusion inclusive incoming incompatibility incompatible incomplete
inconsistency inconsistent incorrect increase increment incremental incur indeed indent indentation
independent index indicate indication indices indirect indistinguishable individual inefficient inf
inference infinite infinity inflight info inform information informational informative infrastructure
ingest ingress inherently inherit inheritance inhibit init initial initialised initialization initialize
initiated inject inline inner innermost inode inplace input insensitive insert insertion inside insist
inspect inspection inspired install installation instance instantiate instantiation instead instruction
instructs instrumentation insufficient int intact integer integral integrate integration intend intent
intention intentional interact interaction interactive interactivity intercept interest interface
interfere intermediary intermediate intermittent internal internet interpolated interpolation interpret
interpretation interrupt intersection interval into introduce introspect introspection invalid invalidate
invalidation invariant inventory inverse invert invisible invocation invoice invoke involve io iops ip
ipaddress ipv irregular irrelevant is isolate isolation issue istio it italian italy item iterable iterate
iteration iteratively itself january java jenkins jira jitter job join joins joint json july jump june
junk just kafka keep keepalive keeps kept kernel key keyboard keyspace keyword kib kick kill kilobyte kind
kinda know knowledge known kubectl kubelet kustomization kubernetes kustomize kw label lack lag lagging laid lambdas
language lapse lapsed lapses large largest last latch late lately latency latest latter launch law lax
layer layout lazy lead leaderless leaf leak leaking leap learn lease least leave led ledger left leftmost
leftover legacy legal length lenient less let lets level levelname lexer lexical lexicographic lib libc
library license lie life lifecycle lifetime light lightweight like likelihood likewise limit limitation
line linear lineno link linkerd linux list listed listen lists literal little live liveness load local
locale localhost localize locate location lock log logic logical login logs long longest look lookahead
lookalike lookbehind lookup loop looping loose lose loss lost lot low lowercase lowest loyalty luck
"""
