"""Strain: measurements of workloads that are short of something, and what shows that they suffer from it.

A level alone is no trouble: many a healthy container is throttled, keeps nine tenths of its memory or fails one request
in a hundred. It becomes evidence where its workload is slow, fails requests or probes, or where the level is new.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.diagnosis import Observation
from bot.domain.target import Subject
from bot.facts.meters import Meter, meters_of
from bot.facts.probe import Failure, failed_probe, failure
from bot.facts.signals import Kind
from bot.facts.slowness import slowness_of, workload_named
from bot.facts.view import View

THROTTLED, MEMORY, ERRORS = (
    "container_cpu_throttled_ratio",
    "container_memory_limit_ratio",
    "service_error_ratio",
)
POOL, WAITING = "connection_pool_used_ratio", "connection_pool_waiting"
_FAILING, _RISE = 0.05, 5.0
_LATELY = 900
_WHO = ("container", "pod", "service", "deployment")


@dataclass(frozen=True, slots=True)
class Strain:
    """One measurement of a workload: its level held of late, its usual one, and the series."""

    subject: Subject
    meter: Meter
    level: float
    usual: float

    def cited(self) -> Observation:
        """The level in percent, with whose it is."""
        who = ", ".join(f"{key} {self.meter.has[key]}" for key in _WHO if key in self.meter.has)
        said = f"{self.level:.0%} of late, {self.usual:.0%} before ({who})"
        return self.meter.cited(self.subject.name, said)


def strains(view: View, name: str, least: float, *, latest: bool = False) -> dict[Subject, Strain]:
    """The highest level of each workload in the measurement of that name, where it is at `least`.

    The level is the one held for minutes, or, for what fills steadily and swings little, the `latest`.
    """
    found: dict[Subject, Strain] = {}
    for meter in view.once(meters_of).get(name, ()):
        subject = next((one for key in _WHO if (one := workload_named(view, meter.has.get(key, "")))), None)
        known = found.get(subject) if subject else None
        level = meter.latest if latest else meter.level
        if subject and level >= least and (known is None or level > known.level):
            found[subject] = Strain(subject, meter, level, meter.usual)
    return found


def failing_of(view: View) -> Mapping[Subject, Strain]:
    """Workloads that fail a twentieth of their requests or more, and far more than usual; ask with `view.once`."""
    held = strains(view, ERRORS, _FAILING)
    return {who: one for who, one in held.items() if one.level >= _RISE * one.usual}


def throttled_of(view: View) -> Mapping[Subject, Strain]:
    """Workloads of which a container waits for processor time in a quarter of all periods; ask with `view.once`."""
    return strains(view, THROTTLED, 0.25)


def suffering_of(view: View) -> Mapping[Subject, tuple[Observation, ...]]:
    """What shows that a workload suffers: slow answers, failed requests or late probes; ask with `view.once`."""
    found: dict[Subject, list[Observation]] = defaultdict(list)
    for subject, told in view.once(slowness_of).by_kind.get(Kind.LATENCY, {}).items():
        found[subject] += [one.cited for one in told[:1]]
    for subject, one in view.once(failing_of).items():
        found[subject].append(one.cited())
    for subject, pods in view.pods_by_owner.items():
        late = [seen for pod in pods for seen in _late_probes(view, pod.subject, pod.uid)]
        found[subject] += late[-1:]
    return {subject: tuple(shown) for subject, shown in found.items() if shown}


def _late_probes(view: View, pod: Subject, uid: str) -> Iterator[Observation]:
    for event in view.events_of(pod, uid):
        if (
            failed_probe(event)
            and failure(event.message) is Failure.TIMEOUT
            and view.recent(event.at, _LATELY)
        ):
            yield event.cited()
