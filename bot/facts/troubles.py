"""Lines of logs that tell of trouble: one of each kind, how often it came, and whether it still comes."""

from dataclasses import dataclass

from bot.domain.diagnosis import Observation
from bot.facts.logs import tail, template, troubles
from bot.facts.pod import Pod
from bot.facts.view import View

_END = 0.7


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of line of one container; `lately`: it stands in the last third of its log, or the pod is not ready."""

    pod: Pod
    container: str
    line: str
    times: int
    lately: bool

    def cited(self) -> Observation:
        """The line as a citable observation."""
        ref = f"{self.pod.namespace}/pod/{self.pod.name}/{self.container}"
        return Observation(source="log", ref=ref, quote=self.line[:300])


def troubles_of(view: View) -> tuple[Trouble, ...]:
    """All kinds of trouble in the logs of live pods; ask with `view.once`."""
    found: list[Trouble] = []
    for pod in view.live_pods:
        for one in pod.containers:
            log = f"{view.log(pod, one, previous=True)}\n{view.log(pod, one)}"
            found += _of(pod, one.name, tail(log))
    return tuple(found)


def _of(pod: Pod, container: str, lines: list[str]) -> list[Trouble]:
    seen: dict[str, tuple[str, int, int]] = {}
    for place in troubles(lines):
        kind = template(lines[place])[:300]
        seen[kind] = (lines[place], seen.get(kind, ("", 0, 0))[1] + 1, place)
    late = _END * len(lines)
    return [
        Trouble(pod, container, line, times, place + 1 > late or not pod.ready)
        for line, times, place in seen.values()
    ]
