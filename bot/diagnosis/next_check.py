"""The next check that a model names: something to look at, never something to do.

What would change anything, or is more than one plain command, gives way to a look at the subject. A remedy comes from a
runbook and the live state, and never from here.
"""

import re

from bot.domain.target import Subject
from bot.facts.command import describe

_READS = (
    r"(?:get|describe|logs|top|explain|events|api-resources|version|cluster-info"
    r"|rollout (?:status|history)|auth (?:can-i|whoami))"
)
_KUBECTL = re.compile(rf"kubectl(?: -n [\w.-]+| --?[\w-]+(?:=[\w.,:/-]+)?)* {_READS}\b[^;&$<>`|\n]*")
_FILTERS = re.compile(r"\s*(?:grep|head|tail|sort|uniq|wc|jq|cut|less)\b[^;&$<>`|\n]*")
_TOOLS = re.compile(
    r"\b(?:kubectl|helm|argocd|flux|curl|wget|ssh|psql|mysql|redis-cli|etcdctl|crictl|docker|aws|gcloud|az"
    r"|systemctl|sudo|rm|kill)\s+[-\w/]"
)
_CHANGES = re.compile(
    r"\b(?:re)?(?:start|create|deploy|schedule|boot)\b|\b(?:roll ?back|revert|undo|delete|drain|cordon|evict|scale"
    r"|patch|apply|edit|increase|decrease|raise|lower|reduce|add|remove|replace|set|change|fix|kill|upgrade|downgrade"
    r"|enable|disable|rotate|resize|push|merge)\b",
    re.IGNORECASE,
)


def next_check(said: str, subject: Subject) -> str:
    """The check as the model said it if it only looks; else the command that describes the subject."""
    return said if looks_only(said) else describe(subject)


def looks_only(said: str) -> bool:
    """Whether it is one read by kubectl, perhaps filtered, or words that name no tool and begin with no change."""
    if not said:
        return False
    start = said.find("kubectl ")
    if start < 0:
        return _TOOLS.search(said) is None and _CHANGES.match(said) is None
    before, (command, *filters) = said[:start], said[start:].split("|")
    return (
        _TOOLS.search(before) is None
        and _KUBECTL.fullmatch(command) is not None
        and "kubectl" not in command[1:]
        and all(_FILTERS.fullmatch(one) for one in filters)
    )
