"""Agreement: the rules' diagnosis and the model's side by side, first against first.

A pod and the workload that made it are one subject: the rules name the workload, a model may name either.
"""

import re

from bot.domain.agreement import Accord, Agreement
from bot.domain.diagnosis import Diagnosis, Hypothesis, VerdictKind
from bot.domain.target import Subject

_MADE = re.compile(r"(?:-[a-z0-9]{1,10}){1,2}")
_MAKERS = {
    "Pod": frozenset({"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob"}),
    "ReplicaSet": frozenset({"Deployment"}),
    "Job": frozenset({"CronJob"}),
}


def compare(rules: Diagnosis, model: Diagnosis) -> Agreement:
    """How the model's diagnosis stands to the rules'."""
    known = rules.hypotheses if speaks(rules) else ()
    further = tuple(
        one.rank
        for one in model.hypotheses
        if not any(alike(one, other) is Accord.SAME for other in known) and speaks(model)
    )
    return Agreement(accord=_accord(rules, model), further=further)


def alike(one: Hypothesis, other: Hypothesis) -> Accord:
    """What two hypotheses have in common."""
    if one.cause != other.cause or one.cause == "other":
        return Accord.OTHER
    return Accord.SAME if same_subject(one.subject, other.subject) else Accord.SUBJECT


def same_subject(one: Subject, other: Subject) -> bool:
    """Whether both are one object, or one was made by the other by their kinds and names."""
    if one.namespace != other.namespace:
        return False
    alike_kind = one.kind.casefold() == other.kind.casefold()
    return (alike_kind and one.name == other.name) or _made(one, other) or _made(other, one)


def speaks(diagnosis: Diagnosis) -> bool:
    """Whether it names a cause and stands by it."""
    return diagnosis.verdict is VerdictKind.FAULT and bool(diagnosis.hypotheses)


def _accord(rules: Diagnosis, model: Diagnosis) -> Accord:
    match speaks(rules), speaks(model):
        case True, True:
            return alike(rules.hypotheses[0], model.hypotheses[0])
        case True, False:
            healthy = model.verdict is VerdictKind.HEALTHY
            return Accord.MODEL_HEALTHY if healthy else Accord.MODEL_UNSURE
        case False, True:
            healthy = rules.verdict is VerdictKind.HEALTHY
            return Accord.RULES_HEALTHY if healthy else Accord.RULES_UNSURE
        case _:
            return Accord.NEITHER


def _made(made: Subject, maker: Subject) -> bool:
    """`Pod shop/cart-7d9f-x2x` by `Deployment shop/cart`."""
    return (
        maker.kind in _MAKERS.get(made.kind, ())
        and made.name.startswith(maker.name)
        and _MADE.fullmatch(made.name.removeprefix(maker.name)) is not None
    )
