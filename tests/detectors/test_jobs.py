from typing import Any

import pytest

from bot.detectors.jobs import DETECTOR
from tests.detectors.shop import Raw, ago, container, ended, event, found, only, owned_by, pod, snapshot


def job(
    name: str = "report-1",
    reason: str = "BackoffLimitExceeded",
    *,
    kind: str = "Failed",
    age: float = 600,
    of: str = "",
    **spec: Any,
) -> Raw:
    condition = {"type": kind, "status": "True", "reason": reason, "lastTransitionTime": ago(age)}
    return {
        "metadata": {
            "name": name,
            "namespace": "shop",
            "uid": f"Job-{name}",
            "creationTimestamp": ago(age + 60),
            "ownerReferences": owned_by("CronJob", of) if of else [],
        },
        "spec": spec,
        "status": {"conditions": [condition]},
    }


def cron(**spec: Any) -> Raw:
    return {"metadata": {"name": "report", "namespace": "shop"}, "spec": spec}


@pytest.mark.parametrize(
    ("reason", "cause"),
    [("BackoffLimitExceeded", "job-failed"), ("", "job-failed"), ("DeadlineExceeded", "job-deadline")],
)
def test_a_job_that_failed_lately_is_a_finding(reason: str, cause: str) -> None:
    assert only(DETECTOR, snapshot(jobs=[job(reason=reason)])).cause == cause


def test_the_last_words_of_its_pod_are_cited() -> None:
    status = [{"name": "app", "state": {"terminated": ended(1)}}]
    one = pod("report-1-x", of="report-1", kind="Job", phase="Failed", status=status, spec=[container()])
    finding = only(DETECTOR, snapshot({"report-1-x/app": "FATAL: no disk"}, jobs=[job()], pods=[one]))
    assert "FATAL: no disk" in [cited.quote for cited in finding.cites]


@pytest.mark.parametrize(
    "jobs",
    [
        [job(kind="Complete")],
        [job(age=200_000)],
        [job(suspend=True)],
        [job(reason="Elsewhere")],
        [job(of="report"), job("report-2", kind="Complete", age=60, of="report")],
    ],
)
def test_a_job_that_is_done_old_suspended_or_made_good_is_no_finding(jobs: list[Raw]) -> None:
    assert found(DETECTOR, snapshot(jobs=jobs)) == []


def test_an_older_success_does_not_make_it_good() -> None:
    jobs = [job(of="report", age=60), job("report-0", kind="Complete", age=9000, of="report")]
    assert only(DETECTOR, snapshot(jobs=jobs)).cause == "job-failed"


@pytest.mark.parametrize(
    ("reason", "told"), [("MissSchedule", "missed its time"), ("UnparseableSchedule", "cannot be read")]
)
def test_a_cronjob_that_missed_its_time_is_a_finding(reason: str, told: str) -> None:
    missed = event(reason, "missed", about="report", kind="CronJob")
    finding = only(DETECTOR, snapshot(cronjobs=[cron()], events=[missed]))
    assert finding.cause == "cronjob-missed"
    assert told in finding.statement


def test_a_suspended_cronjob_and_an_old_miss_are_no_finding() -> None:
    missed = event("MissSchedule", "missed", about="report", kind="CronJob")
    assert found(DETECTOR, snapshot(cronjobs=[cron(suspend=True)], events=[missed])) == []
    old = event("MissSchedule", "missed", about="report", kind="CronJob", age=200_000)
    assert found(DETECTOR, snapshot(cronjobs=[cron()], events=[old])) == []
    assert found(DETECTOR, snapshot(cronjobs=[cron()])) == []
