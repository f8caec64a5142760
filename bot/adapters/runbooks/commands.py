"""Commands that people paste: one line, known variables only, and no change to the cluster in a check.

`$namespace`, `$kind` and `$name` stand for the subject of the hypothesis (kind in small letters, as kubectl
takes it), `$service` for the incident's service. They are shell variables, so a command can be pasted as it
stands once they are set.
"""

import re
import shlex

VARIABLES = ("namespace", "kind", "name", "service")
LONGEST = 300

READS = frozenset({"get", "describe", "logs", "top", "events", "explain", "diff", "version", "cluster-info"})
READS_OF = {
    "rollout": ("status", "history"),
    "auth": ("can-i", "whoami"),
    "config": ("view", "current-context"),
}
_TAKE_A_VALUE = ("-n", "--namespace", "--context", "--cluster", "--user", "--kubeconfig", "-s", "--server")
_VARIABLE = re.compile(r"\$\{?(\w*)")


def fault_in(command: str, *, reads_only: bool) -> str:
    """What is wrong with a command, "" if nothing is (an empty one is fine)."""
    if "\n" in command.strip() or len(command) > LONGEST:
        return f"a command is one line of at most {LONGEST} characters"
    unknown = [name for name in _VARIABLE.findall(command) if name not in VARIABLES]
    if unknown:
        return f'unknown variable "${unknown[0]}" (known: {", ".join("$" + name for name in VARIABLES)})'
    try:
        words = shlex.split(command)
    except ValueError as problem:
        return f"not a command that a shell takes: {problem}"
    if reads_only:
        return next((f'"{verb}" is no reading command, so it is no check' for verb in _changing(words)), "")
    return ""


def _changing(words: list[str]) -> list[str]:
    """The kubectl verbs among the words that do more than read."""
    starts = [index + 1 for index, word in enumerate(words) if word == "kubectl"]
    return [" ".join(verb) for verb in (_verb(words[start:]) for start in starts) if not _reads(verb)]


def _verb(words: list[str]) -> list[str]:
    """The first two words that are neither a flag nor a flag's value."""
    plain, skip = [], False
    for word in words:
        if not skip and not word.startswith("-"):
            plain.append(word)
        skip = word in _TAKE_A_VALUE
    return plain[:2]


def _reads(verb: list[str]) -> bool:
    if not verb:
        return False
    return verb[0] in READS or (len(verb) > 1 and verb[1] in READS_OF.get(verb[0], ()))
