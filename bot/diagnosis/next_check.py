"""The next check that a model names: something to look at, never something to do.

Only what is known to look stands: one read by kubectl with flags that are known, or a plain sentence that begins with a
verb of looking and names no change and no command. All else gives way to a look at the subject. A remedy comes from a
runbook and the live state, and never from here.
"""

import re

from bot.domain.target import Subject
from bot.facts.command import describe

_WORD = r"[A-Za-z0-9](?:[\w.,:/-]*\w)?"
_PLACE = rf"(?:-n|--namespace|--context)[ =]{_WORD}"
_READS = r"(?:get|describe|logs|top|events|explain|version|rollout (?:history|status)|auth can-i)"
_FLAGS = (
    rf"{_PLACE}|(?:--container|--for|--types|--revision)[ =]{_WORD}|(?:-c|-L)[ =]?{_WORD}"
    rf"|(?:-l|--selector|--field-selector)[ =]?{_WORD}(?:!?={{1,2}}{_WORD})*|--sort-by[ =][\w.-]+"
    r"|(?:-o|--output)[ =]?(?:wide|yaml|json|name)|-A|--all-namespaces|--all-containers|--containers|-p|--previous"
    r"|--prefix|--timestamps|--no-headers|--recursive|--show-labels|--tail[ =]\d+|--since[ =]\d+[smh]"
)
_KUBECTL = re.compile(rf"kubectl(?: {_PLACE})* {_READS}(?: (?:{_FLAGS}|{_WORD}))*", re.ASCII)
_PROSE = re.compile(
    r"(?:look|see|check|compare|read|ask|find|watch|inspect|confirm|verify|count|whether|is|are|was|were|does|do|did|has"
    r"|have|how|what|when|where|which|who|why)\b[^|$;`&<>\\{}\[\]*=~#]*",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"\b(?:kubectl|helm|terraform|ansible|argocd|flux|curl|wget|ssh|scp|psql|mysql|redis-cli|etcdctl|crictl|docker|podman"
    r"|aws|gcloud|systemctl|sudo|bash|sh|python|rm|mv|cp|dd|oc)\s+[-\w./]|(?:^|\s)--?[a-z]|://|\w\.[a-z]{2,}/",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:"
    r"re-?(?:start|create|deploy|schedule|boot|apply|build|install|place|move|set|store|size|direct|load)(?:ing)?"
    r"|(?:start|creat|delet|scal|increas|decreas|remov|replac|chang|updat|terminat|execut)(?:e|ing)?|apply|deploy"
    r"|roll(?:ing)?[ -]?(?:back|out the)|revert|undo|destroy|drain|(?:un)?cordon|taint|evict|patch|edit|raise|lower"
    r"|reduce|add|fix|kill|stop|shut|set|unset|upgrade|downgrade|enable|disable|rotate|push|merge|exec|drop|truncate"
    r"|purge|wipe|erase|flush|prune|approve|sync|trigger|bump|double|halve|switch|move|migrate|detach|attach|clear"
    r"|expand|extend|shrink|annotate|force|fail ?over|modify|adjust|grant|revoke|overwrite|promote|demote|turn|pause"
    r"|resume|bounce|provision|install|uninstall|(?<!the )(?<!last )run"
    r")\b",
    re.IGNORECASE,
)
_SECRET = re.compile("secret", re.IGNORECASE)


def next_check(said: str, subject: Subject) -> str:
    """The check as the model said it if it only looks; else the command that describes the subject."""
    return said if looks_only(said) else describe(subject)


def looks_only(said: str) -> bool:
    """Whether it is one read by kubectl, a plain sentence of looking, or such a sentence that ends in such a read."""
    start = said.find("kubectl ")
    words, command = (said, "") if start < 0 else (said[:start].rstrip(": "), said[start:])
    if _CHANGES.search(said) or _SECRET.search(said):
        return False
    sentence = _PROSE.fullmatch(words) is not None and _COMMAND.search(words) is None
    reads = _KUBECTL.fullmatch(command) is not None
    return (sentence or (reads and not words)) and (reads or not command)
