"""What `/metrics` tells of this process' heartbeats and of the faults that it sees."""

from datetime import timedelta

from bot.adapters.http.metrics.watched import watched
from bot.domain.page import Fault
from bot.triage.oncall.pulse import Beats
from tests.fakes_clock import START


def told(beats: Beats) -> dict[tuple[str, ...], float]:
    """Every sample by name and labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in watched(beats, START)
        for sample in family.samples
    }


def test_the_age_of_a_heartbeat_is_absent_until_one_was_sent() -> None:
    assert ("lookout_heartbeat_last_sent_age_seconds",) not in told(Beats())


def test_the_heartbeats_and_the_faults_of_this_process_are_told() -> None:
    beats = Beats()
    beats.sent, beats.failed, beats.withheld = 3, 2, 1
    beats.last_sent = START - timedelta(seconds=70)
    beats.faults = {"slack": Fault(name="slack", headline="Lookout cannot reach Slack")}
    assert told(beats) == {
        ("lookout_heartbeat_sent_total",): 3,
        ("lookout_heartbeat_failed_total",): 2,
        ("lookout_heartbeat_withheld_total",): 1,
        ("lookout_heartbeat_last_sent_age_seconds",): 70,
        ("lookout_own_faults", "slack"): 1,
    }
