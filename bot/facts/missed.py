"""Stores that are ready all the time and that one caller does not reach, by a line that names neither host nor port."""

from dataclasses import dataclass

from bot.domain.diagnosis import Observation
from bot.domain.target import Subject
from bot.facts.calls import Call, calls_of
from bot.facts.dials import Dial, Way
from bot.facts.driver import names_a_sort
from bot.facts.pod import Pod
from bot.facts.stores import of_sort
from bot.facts.troubles import troubles_of
from bot.facts.view import View


@dataclass(frozen=True, slots=True)
class Missed:
    """The stores of the sort that the driver names, and the line by which it names it."""

    stores: tuple[Subject, ...]
    cited: Observation


def missed_stores(view: View, dial: Dial, caller: Subject) -> Missed | None:
    """Such stores of the caller's namespace; None if one is not well, or if the caller is told the right address."""
    said = [one for one in view.once(troubles_of) if one.pod == dial.pod and names_a_sort(one.line)]
    stores = of_sort(view, said[0].line, caller.namespace) if said else []
    well = stores and all(_steady(pod) for one in stores for pod in view.pods_by_owner[one])
    if not well or caller in stores or dial.way is Way.NAME:
        return None
    told = any(call.caller == caller and _right(view, call, stores) for call in view.once(calls_of))
    return None if told else Missed(tuple(stores), said[0].cited())


def _right(view: View, call: Call, stores: list[Subject]) -> bool:
    """Whether the call's address leads to one of these stores."""
    if call.service is None or call.address.port not in {one.number for one in call.service.ports}:
        return False
    return any(view.owner_of(pod) in stores for pod in call.service.pods)


def _steady(pod: Pod) -> bool:
    """Ready and never restarted: it took connections all the time."""
    return pod.ready and not any(one.restarts for one in pod.containers)
