"""The data stores of a namespace, and which of them a line of a caller is about."""

import re
from collections import defaultdict

from bot.domain.target import Subject
from bot.facts.calls import calls_of
from bot.facts.driver import names_a_sort, of_that_sort
from bot.facts.image import is_data_store
from bot.facts.service import services_of
from bot.facts.view import View

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def stores_of(view: View) -> dict[Subject, frozenset[str]]:
    """The workloads that run a data store, each with its own name and those of its Services; ask with `view.once`."""
    found: dict[Subject, set[str]] = defaultdict(set)
    for subject, pods in view.pods_by_owner.items():
        if any(is_data_store(one.image) for pod in pods for one in pod.containers):
            found[subject].add(subject.name)
    for service in view.once(services_of).values():
        for owner in {view.owner_of(pod) for pod in service.pods} & found.keys():
            found[owner].add(service.name)
    return {subject: frozenset(names) for subject, names in found.items()}


def of_sort(view: View, line: str, namespace: str) -> list[Subject]:
    """The stores of a namespace that the line can be about; all of them if it does not tell the sort."""
    told = names_a_sort(line)
    return [
        one
        for one in view.once(stores_of)
        if one.namespace == namespace and (not told or of_that_sort(line, view.pods_by_owner[one]))
    ]


def store_of(view: View, line: str, caller: Subject) -> Subject | None:
    """The store that a caller's line is about: named in it, else the only one called, else the only one there."""
    here = [one for one in view.once(stores_of) if one.namespace == caller.namespace]
    possible = of_sort(view, line, caller.namespace) or here  # an image's name need not tell what it is
    words = set(_NAME.findall(line.lower()))
    named = [one for one in possible if view.once(stores_of)[one] & words]
    called = [one for one in possible if one in view.once(_called).get(caller, ())]
    return next((found[0] for found in (named, called, possible) if len(found) == 1), None)


def _called(view: View) -> dict[Subject, set[Subject]]:
    """The workloads behind the Services that each caller is configured to call."""
    found: dict[Subject, set[Subject]] = defaultdict(set)
    for call in view.once(calls_of):
        for pod in call.service.pods if call.service else ():
            found[call.caller].add(view.owner_of(pod))
    return found
