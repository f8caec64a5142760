"""What a kind of fault is: its names, what happens on such a day, what Lookout should do, and its knobs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.cluster.api.faults import Faults as ClusterFaults
from bot.sandbox.pager.days import Days
from bot.sandbox.provider.days import Calendar
from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Json

MOST_TIMES = 100


@dataclass(frozen=True)
class Day:
    """What a fault strikes: the workspace, and the cluster, the model's provider and the pager if there are."""

    core: Core
    cluster: ClusterFaults | None = None
    model: Calendar | None = None
    pager: Days | None = None

    @property
    def places(self) -> frozenset[str]:
        """Where faults can strike here."""
        there = {"cluster": self.cluster, "model": self.model, "pager": self.pager}
        return frozenset({"connection", "api", *(name for name, one in there.items() if one is not None)})


@dataclass(frozen=True)
class Knob:
    """One number or word that a fault takes. `choices` are the words admitted; a number lies in `least`..`most`."""

    name: str
    label: str
    default: float | str
    least: float = 0
    most: float = MOST_TIMES
    choices: tuple[str, ...] = ()

    def read(self, given: Any) -> float | str:
        """The value that was asked for, or the default. Raises `RefusalError` with a sentence."""
        value = self.default if given is None else given
        return self._word(value) if isinstance(self.default, str) else self._number(value)

    def _word(self, value: Any) -> str:
        if isinstance(value, str) and value in self.choices:
            return value
        raise RefusalError("invalid_arguments", [f"{self.name}: one of {', '.join(self.choices)}"])

    def _number(self, value: Any) -> float:
        whole = isinstance(self.default, int)
        if isinstance(value, int if whole else int | float) and not isinstance(value, bool):
            number: float = value
            if self.least <= number <= self.most:
                return number
        what = "a whole number" if whole else "a number"
        raise RefusalError("invalid_arguments", [f"{self.name}: {what} from {self.least:g} to {self.most:g}"])

    def to_json(self) -> Json:
        """As the page gets it."""
        shown: Json = {"name": self.name, "label": self.label, "default": self.default}
        if isinstance(self.default, str):
            return shown | {"choices": list(self.choices)}
        return shown | {
            "least": self.least,
            "most": self.most,
            "step": 1 if isinstance(self.default, int) else 0.5,
        }


TIMES = Knob("times", "times", 1, least=1)
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of fault. `happens` is what the real thing does on such a day, `expect` what Lookout should do then."""

    name: str
    title: str
    happens: str
    expect: str
    strike: Callable[[Day, Values], Awaitable[None] | None]
    knobs: tuple[Knob, ...] = (TIMES,)
    where: Literal["connection", "api", "cluster", "model", "pager"] = "api"
    at_once: bool = field(default=False, kw_only=True)

    def values(self, given: Mapping[str, Any]) -> Values:
        """The knobs as asked for; refuses one that the fault does not have."""
        unknown = sorted(set(given) - {knob.name for knob in self.knobs} - {"kind"})
        if unknown:
            raise RefusalError("invalid_arguments", [f"{self.name} does not take {', '.join(unknown)}"])
        return {knob.name: knob.read(given.get(knob.name)) for knob in self.knobs}

    def to_json(self) -> Json:
        """As the page gets it."""
        return {
            "name": self.name,
            "title": self.title,
            "happens": self.happens,
            "expect": self.expect,
            "where": self.where,
            "at_once": self.at_once,
            "knobs": [knob.to_json() for knob in self.knobs],
        }
