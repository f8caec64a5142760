"""A CronJob or a Job as it is now: seen by whoever would suspend, resume or create again."""

from collections.abc import Mapping
from typing import Any

from bot.domain.mitigation import RecreateJob, ResumeCronJob, SuspendCronJob
from bot.domain.proposal import LiveTarget
from bot.facts.job_again import has_failed
from bot.facts.live import OPT_IN, TIER, bears
from bot.facts.manager import manager_of
from bot.facts.raw import dig, number, text
from bot.facts.touched import touched_by

Raw = Mapping[str, Any]


def live_batch(
    mitigation: SuspendCronJob | ResumeCronJob | RecreateJob, *, target: Raw, namespace: Raw | None
) -> LiveTarget:
    """The live target. A Job created again adds as many pods as run side by side; the schedule's switch moves none."""
    again = isinstance(mitigation, RecreateJob)
    side_by_side = min(number(target, "spec", "parallelism", default=1), _completions(target))
    return LiveTarget(
        uid=text(target, "metadata", "uid"),
        generation=number(target, "metadata", "generation"),
        resource_version=text(target, "metadata", "resourceVersion"),
        touched=touched_by(mitigation, target=target),
        replicas=0,
        ready=0,
        pods=side_by_side if again else 0,
        losing=0,
        held=has_failed(target) if again else dig(target, "spec", "suspend") is True,
        manager=manager_of(target),
        opted_in=namespace is not None and bears(namespace, OPT_IN),
        critical=bears(target, TIER),
    )


def _completions(job: Raw) -> int:
    """How many pods have to end well; a Job without that number runs as many as side by side."""
    return number(job, "spec", "completions", default=number(job, "spec", "parallelism", default=1))
