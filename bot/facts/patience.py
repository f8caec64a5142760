"""Runs that ended when a probe's patience did: how the kubelet's kill is told once its events have expired.

A probe that always fails ends a run after its delay and as many periods as it takes, and SIGKILL follows the grace
period later. A run that was killed within those few seconds, more than once, was hardly ended by anything else.
"""

from bot.facts.container import KILLED, Container
from bot.facts.pod import Pod
from bot.facts.probe import Probe, probe_of
from bot.facts.raw import number
from bot.facts.view import View

_TERMINATED, _RECENT = 143, 900
_SLACK = 2


def ended_by(view: View, pod: Pod, container: Container) -> Probe | None:
    """The liveness or startup probe that ended the last run, by its length; None if events tell, or nothing."""
    if view.pod_events(pod):
        return None
    probes = (probe_of(container, kind) for kind in ("liveness", "startup"))
    return next((one for one in probes if one and _in_time(view, pod, container, one)), None)


def _in_time(view: View, pod: Pod, container: Container, probe: Probe) -> bool:
    last = container.exit
    told = last is not None and last.reason == "Error" and view.recent(last.at, _RECENT)
    if last is None or not told or last.seconds is None or container.restarts <= 1:
        return False
    period = number(probe.raw, "periodSeconds", default=10)
    grace = number(pod.raw, "spec", "terminationGracePeriodSeconds", default=30)
    grace = number(probe.raw, "terminationGracePeriodSeconds", default=grace)
    late = probe.patience + number(probe.raw, "timeoutSeconds", default=1) + grace + _SLACK
    early = probe.patience - period + (grace if last.code == KILLED else 0)
    return last.code in {KILLED, _TERMINATED} and early <= last.seconds <= late
