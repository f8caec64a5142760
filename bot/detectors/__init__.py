"""What is wrong: one rule family a file, each of one shape.

A detector's file offers `DETECTOR`; `catalogue.DETECTORS` lists them by hand and a test proves that nothing
is forgotten. A detector takes a `View` and yields `Finding`s that are certain of what they cite; how
findings compare is settled by `diagnosis`. Rules are written in Kubernetes' terms only, and a fact that is
normal is no finding.
"""

from collections.abc import Callable, Iterable
from typing import Literal

from bot.domain.diagnosis import Finding
from bot.domain.noun import Noun
from bot.facts.view import View

Family = Literal["admission", "scheduling", "startup", "runtime", "routing", "performance", "infrastructure"]


class Detector(Noun):
    """One detector.

    `causes` are the cause codes it can report, `needs` the plurals that must have been read before its
    silence means "healthy", `refuted_by` a sentence: what would show that its findings are wrong. `general`
    marks a detector that tells the shape of a trouble (a crash loop, a stuck rollout) rather than its cause:
    any other finding on the same subject explains it; `shapes` are single causes of that sort. `cluster`
    marks one whose findings harm every namespace, wherever their subject is. `measures` are the measurements
    without which its silence does not mean "healthy", where a Prometheus is asked; those that only bear out
    what is seen elsewhere are `confirms`.
    """

    code: str
    family: Family
    causes: tuple[str, ...]
    needs: tuple[str, ...]
    refuted_by: str
    detect: Callable[[View], Iterable[Finding]]
    general: bool = False
    shapes: tuple[str, ...] = ()
    cluster: bool = False
    measures: tuple[str, ...] = ()
    confirms: tuple[str, ...] = ()
