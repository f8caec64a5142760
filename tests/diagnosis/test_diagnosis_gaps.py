"""A measurement that did not come is missed only where a rule needs it to say that nothing is wrong."""

import pytest

from bot.diagnosis.verdict import verdict
from bot.domain.diagnosis import VerdictKind
from bot.domain.snapshot import CUT, Gap


@pytest.mark.parametrize(
    ("what", "measured", "told"),
    [
        ("metric container_memory_limit_ratio of cAdvisor and kube-state-metrics", (), VerdictKind.HEALTHY),
        ("metric my_own_number of somebody", (), VerdictKind.HEALTHY),
        ("metric service_error_ratio of linkerd", ("service_error_ratio",), VerdictKind.HEALTHY),
        ("metric service_error_ratio of linkerd", (), VerdictKind.UNSURE),
        ("metrics", (), VerdictKind.UNSURE),
        ("pods", (), VerdictKind.UNSURE),
    ],
)
def test_a_query_that_failed_leaves_it_open_only_where_silence_would_not_mean_healthy(
    what: str, measured: tuple[str, ...], told: VerdictKind
) -> None:
    assert verdict((), (Gap(what=what, why="refused"),), measured) is told


def test_a_long_log_is_no_hole() -> None:
    assert verdict((), (Gap(what="log a/b", why="long", reason=CUT),)) is VerdictKind.HEALTHY
