"""First person: Lookout never speaks as somebody, and never as a group of somebodies."""

import re

from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.sentences import Sentence
from bot.voice.tokens import Speech

_NAME_VERB_OBJECT = 3

_FIRST = re.compile(
    r" (?:i|i'm|i've|i'll|i'd|im|ive|we|we're|we've|we'll|we'd|weve|me|my|mine|myself|our|"
    r"ours|ourselves|us|let's|lets us|yours truly"
    r"|ill (?:take|fix|handle|look|check|do|get|have|own|be|keep|wake|follow|go|page|see)|were on it|"
    r"y'all) "
)
# "`i`" and "I/O" are marks already; a lone capital I in a list of letters or numerals is no person.
_NUMERAL = re.compile(r" (?:phase|type|class|part|appendix|table|T:table|stage|tier|level|line|T:line) i ")


_RHETORICAL = re.compile(
    r"^ (?:isn't|didn't|wasn't|hasn't|haven't|aren't|doesn't|weren't|don't|won't) (?:(?:the|"
    r"an?|our|all) )?(?:\S+ )?(?:H:|B:|I:|F:|this |it |that |they |everything |all )"
)


_DEEDS = vocabulary(
    "rolled drained paused restarted scaled deleted reverted patched cordoned silenced muted paged killed flushed "
    "disabled approved confirmed acknowledged escalated"
)
_FROM = frozenset(("from", "of", "at", "in"))
_HAS = vocabulary(
    "has is was took takes knows had will got looks works watches handles owns keeps holds acknowledged"
)
_MACHINES = vocabulary(
    "keda karpenter patroni velero istio linkerd cilium calico kyverno gatekeeper traefik nginx haproxy consul vault "
    "nomad stolon repmgr orchestrator descheduler goldilocks kured longhorn rook strimzi knative crossplane kubevirt "
    "cassandra vitess citus debezium airflow temporal argo sentinel zookeeper keepalived pacemaker corosync monit "
    "systemd docker containerd podman ansible puppet chef saltstack spinnaker jenkins renovate dependabot"
)
"""Programs that do deeds by themselves; whoever else is named without a mention is taken for a person."""
_OBJECTS = ("T:", "D:", "H:", "P:", "I:")
_DONE_TO = vocabulary("the it them both all back over checkout this that")


def named_deed(sentence: Sentence) -> str:
    """The rule broken by a name that no list knows, and its deed: "Nora drained the node". Systems are listed."""
    said = [token for token in sentence.tokens if token.tag not in {'"', "(", ","}]
    if len(said) <= _NAME_VERB_OBJECT - 1 or not said[0].capital or said[0].speech != Speech.UNKNOWN:
        return ""
    if said[1].tag in _FROM and not said[0].raw.isupper() and said[2].tag[1:2] != ":":
        return "unnamed-human" if len(said) > _NAME_VERB_OBJECT and said[3].tag in _HAS else ""
    if said[0].raw.isupper() or said[0].tag in _MACHINES:
        return ""
    done_to = said[2].tag
    claimed = said[1].tag in _DEEDS and (done_to in _DONE_TO or done_to.startswith(_OBJECTS))
    return "unnamed-human" if claimed else ""


def rhetorical(sentence: Sentence) -> str:
    """The rule broken by a question that claims what it seems to ask: "Isn't this already handled?"."""
    return "rhetorical" if _RHETORICAL.match(sentence.shape) and "?" in sentence.shape else ""


def first_person(sentence: Sentence) -> str:
    """The rule broken by a first person in a sentence, "" if there is none."""
    if _FIRST.search(sentence.shape) is None:
        return ""
    return "" if _NUMERAL.search(sentence.shape) and sentence.shape.count(" i ") == 1 else "first-person"
