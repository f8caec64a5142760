"""Idioms: what English glues or splits, written as the rules know it, and phrases that only look like claims.

What comes next is `spelling`, then `sentences`.
"""

import re
from typing import NamedTuple


class Idiom(NamedTuple):
    """What is written (any case), what the rules read in its place, and a few letters without which it is not there."""

    written: re.Pattern[str]
    read: str
    hint: str


def _idiom(written: str, read: str, hint: str = "") -> Idiom:
    return Idiom(re.compile(rf"\b(?:{written})", re.IGNORECASE), read, hint)


_GLUED = (
    _idiom(r"let's encrypt\b", "lets-encrypt"),  # an authority that signs certificates
    _idiom(
        r"(it|that|there|this|what|who|he|she|here|everything|nothing|everyone|everybody|somebody|someone|nobody|"
        r"anyone|"
        r"all|one|now)'s\b",
        r"\1 is",
    ),
    # A noun's own verb: "the storm's passed".
    _idiom(
        r"([a-z]+)'s (?=(?:passed|gone|over|done|been|on it|on this|back|up again|fixed|resolved|handled|sorted|"
        r"clear|"
        r"fine|good|got|taken|taking|looking|working|handling|checking|fixing|investigating|watching|settled|closed|"
        r"solved)\b)",
        r"\1 is ",
    ),
    _idiom(r"(you|they|we|there|who|these|those)'re\b", r"\1 are"),
    _idiom(r"(you|they|who|these|those)'ve\b", r"\1 have"),
    _idiom(r"(?!i\b|we\b)([a-z]+)'ll\b", r"\1 will"),
)
_PHRASES = (
    _idiom(r"no[ -]one\b", "nobody", "one"),
    _idiom(r"grafana oncall\b", "grafana", "grafana"),  # a product
    _idiom(r"on call\b", "on-call", "on call"),
    _idiom(r"status[ -]page\b", "statuspage", "page"),
    # Of a bug in a release, not of the incident.
    _idiom(r"(?:fixed|resolved) (?=(?:upstream )?in (?:release|version|v?\d+\.\d))", "changed ", "ed "),
    # Of an object, as ownerReferences tell.
    _idiom(
        r"owner (?=of (?:the |this )?\w+ is the (?:replicaset|deployment|statefulset|daemonset|job|cronjob|node)\b)",
        "controller ",
        "owner of",
    ),
    # Of traffic and machines, not of people.
    _idiom(r"shift (?=(?:in|of|to|from) )", "change ", "shift"),
    _idiom(r"disruption (?=budgets?\b)", "eviction ", "disruption"),  # of a PodDisruptionBudget
    _idiom(r"duty (?=cycles?\b)", "load ", "duty"),
    # What comes when a role has had its say.
    _idiom(
        r"after (?=(?:the |an? )(?:incident )?(?:second )?(?:owner|commander|human) has (?:confirmed|approved|"
        r"decided)\b)",
        "once ",
        "after ",
    ),
    # Of an election.
    _idiom(
        r"leadership (?=(?:of|for|over) (?:\d|its |all |partitions?|the (?:partition|shard|topic|group)|shards?|"
        r"topics?))",
        "the lease ",
        "leadership",
    ),
    # What a status page of a vendor says.
    _idiom(
        r"(statuspage|portal|feed|api|site|dashboard|notice) of (?:the |our |its |a )?(?:vendor|provider|supplier)\b",
        r"\1",
        " of ",
    ),
    # What a status means; that something is well again is no meaning of one.
    _idiom(
        r"((?:http|status|code|exit)(?: code)? \d{1,3}(?: [a-z]+){0,3}) means (?:that )?(?=(?:the|an?) (?:job|"
        r"request|message|"
        r"process|server|client|pod|container|command)\b(?![^.;:]*\b(?:recover|fix|heal|solve|restor|mitigat|"
        r"(?:normal|normally|fine|ok|okay|good|well|back|up|again|green|stable|over|safe|clear|ended|handled|resolved|"
        r"working|serving|running|alive)\b)))",
        r"\1 , if ",
        " means",
    ),
    # A check that the kubelet or a load balancer makes; that a gate's passed, only the record may say.
    _idiom(
        r"(health|liveness|readiness|startup) check "
        r"(?=passed|failed|done)",
        r"\1 probe ",
        " check ",
    ),
    # A copy that leads its like; never a team with a number, never of an incident.
    _idiom(
        r"((?:controller(?: manager)?|broker|node|replica|pod|scheduler)|(?:kafka|broker|redis|etcd|node|worker-node|"
        r"replica|pod|postgres|patroni|mysql|mongo|zookeeper|zk|consul|nats|rabbitmq|raft|controller|scheduler)-\d+) "
        r"(took|takes|lost|has|holds) the lead\b"
        r"(?=(?: (?:of|for|over|in) (?:\d+ |the |its |all |both )?(?:partition|shard|topic|group|quorum|cluster|"
        r"election|range|raft)s?\b| (?:from|after|at|since|when|in) [^.;]*|[.;,]|$))"
        r"(?![^.;]*\b(?:incident|outage|alert|page|issue|response|triage|bridge|case|this|it)\b)",
        r"\1 \2 the lease",
        "the lead",
    ),
    # People by their office, and memory by its unit.
    _idiom(
        r"(?:release|change|duty|incident|account|product|project|shop|store|night|shift) managers?\b",
        "engineer",
        " manager",
    ),
    _idiom(r"(huge|dirty|shared|buffer|memory) pages\b", r"\1 blocks", " pages"),
    # Of the kill switch; "the mitigation" is a deed, and that it was undone is a claim.
    _idiom(
        r"(?<!\bthe )(?<!\bthis )(?<!\bthat )(?<!\bour )((?:mitigation|posting|the model|(?:the )?model path) is) "
        r"(?:switched|turned) off\b",
        r"\1 off",
        "ed off",
    ),
    # Of files, rights and requests, as systems have them.
    _idiom(
        r"((?:file|directory|folder|socket|mount|binary|volume|device|path|/)[^.;]{0,60}? is) owned by "
        r"(?=(?:uid|gid|root|user|group|nginx|postgres|www-data)\b)",
        r"\1 of ",
        "owned by",
    ),
    _idiom(r"((?:cluster)?role|service ?account) (\w*[-:.][\w:.-]*) has it\b", r"\1 \2 lists it", "has it"),
    _idiom(r"has (?:it|that|this) (?=right\b)", "lists the ", " right"),
    _idiom(
        r"being handled (?=(?:per|by (?:the |an? |one |two )?(?:\w+ )?(?:workers?|threads?|pods?|replicas?|process|"
        r"servers?|nodes?))\b)",
        "being processed ",
        "being handled",
    ),
)
# Of names: "three of them are resolved outside the VPC".
_DNS = re.compile(
    r"\b(?:dns|lookups?|quer(?:y|ies)|resolvers?|cname|hostnames?|nameservers?|aaaa|nxdomain|srv|ptr|(?:host "
    r"?)?names?)\b",
    re.IGNORECASE,
)
_LOOKED_UP = re.compile(
    r"\bresolved (?=(?:outside|inside|through|via|locally|against|recursively)\b|in [\d.,]+ ?ms\b|by (?:the |an? |"
    r"its |their )?"
    r"(?:\S+'s (?:own )?)?(?:\w+ )?(?:resolvers?|coredns|kube-dns|forwarders?|name ?servers?|dns|stub)\b)",
    re.IGNORECASE,
)
# What is resolved in the other sense, wherever it is said to be.
_NO_NAME = re.compile(
    r"\b(?:incident|outage|issue|problem|error|failure|alert|alarm|page|case|trouble|fault|disruption|degradation|"
    r"ticket|matter|situation|bug|storm|crash|timeout|spike|blip|latency|impact|cause|defect|emergency|event|"
    r"everything|anything|all|things?|inc-?\d+)(?:e?s)?\b|(?:^|[,]|\band) *(?:it|this|that)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"([.;:!?\u2014()]+\s|$)")
# The condition of an object has a name, which is no claim.
_CONDITION = re.compile(
    r"\b(condition|reason|phase) (?=(?:Approved|Denied|Completed|Resolved|Failed|Succeeded)\b)"
)


def plainly(line: str) -> str:
    """A line with its idioms read: two words where English glues or splits them, phrases by their meaning."""
    if "'" in line:
        for idiom in _GLUED:
            line = idiom.written.sub(idiom.read, line)
    low = line.lower()
    for idiom in _PHRASES:
        if idiom.hint in low:
            line = idiom.written.sub(idiom.read, line)
    if "resolved" in line and _DNS.search(line):
        line = "".join(map(_looked_up, _CLAUSES.split(line)))
    if "ed" in line:
        line = _CONDITION.sub(r"\1-", line)
    return line


def _looked_up(clause: str) -> str:
    """A clause about names that are looked up; one about an incident stays, wherever it is said to be resolved."""
    found = _LOOKED_UP.search(clause)
    return clause if found is None or _NO_NAME.search(clause) else _LOOKED_UP.sub("queried ", clause)
