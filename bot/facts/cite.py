"""Citing: log lines and lists of names as observations, and the counting words of a statement."""

from collections.abc import Iterable, Sequence

from bot.domain.diagnosis import Observation
from bot.facts.container import Container
from bot.facts.logs import decisive
from bot.facts.pod import Pod
from bot.facts.view import View


def log_lines(view: View, pod: Pod, container: Container, most: int = 2) -> tuple[Observation, ...]:
    """The decisive lines of the last run's log, else of the present one's."""
    log = view.log(pod, container, previous=True) or view.log(pod, container)
    ref = f"{pod.namespace}/pod/{pod.name}/{container.name}"
    return tuple(Observation(source="log", ref=ref, quote=line) for line in decisive(log, most))


def of_pods(affected: int, all_of: int) -> str:
    """`1 pod`, `2 of 3 pods`."""
    if affected == all_of:
        return counted(affected, "pod")
    return f"{affected} of {all_of} pods"


def counted(number: int, word: str) -> str:
    """`1 restart`, `2 restarts`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def first(cites: Iterable[Observation | None], most: int = 4) -> tuple[Observation, ...]:
    """The first few, without repetitions."""
    return tuple(dict.fromkeys(_known(cites)))[:most]


def _known(cites: Iterable[Observation | None]) -> Sequence[Observation]:
    return [one for one in cites if one is not None]
