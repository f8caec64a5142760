from bot.diagnosis.muted import told_last
from tests.render import render_factories as make


def test_muted_causes_are_told_last_and_nothing_is_left_out() -> None:
    causes = ("oom-killed", "crash-loop", "dns-failure")
    found = make.diagnosis(
        hypotheses=tuple(make.hypothesis(rank, cause=cause) for rank, cause in enumerate(causes, start=1))
    )
    told = told_last(found, {"oom-killed", "unheard-of"}).hypotheses
    assert [(one.rank, one.cause) for one in told] == [
        (1, "crash-loop"),
        (2, "dns-failure"),
        (3, "oom-killed"),
    ]
    assert told_last(found, set()) == found
    assert [one.cause for one in told_last(found, set(causes)).hypotheses] == list(causes)
