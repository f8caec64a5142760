"""Jobs and CronJobs: run, tried again, suspended, resumed, made again, made by the clock."""

from datetime import timedelta
from typing import Any

from bot.sandbox.cluster import Cluster
from bot.sandbox.cluster.physics import App, Crash, Physics
from tests.sandbox.cluster.conftest import Api, SteppingClock

MERGE = {"Content-Type": "application/merge-patch+json"}
JOBS, CRONS = "/apis/batch/v1/namespaces/shop/jobs", "/apis/batch/v1/namespaces/shop/cronjobs"
Obj = dict[str, Any]


def job(name: str = "import", **spec: Any) -> Obj:
    template = {"spec": {"containers": [{"name": name, "image": "example.test/import:1"}]}}
    return {"metadata": {"name": name}, "spec": {"template": template} | spec}


def held(cluster: Cluster, name: str = "import") -> dict[str, str]:
    (found,) = [item for item in cluster.objects("Job", "shop") if item["metadata"]["name"] == name]
    return {item["type"]: item["reason"] for item in found["status"].get("conditions", [])}


def pods(cluster: Cluster) -> list[str]:
    found = [pod for pod in cluster.objects("Pod", "shop") if pod["metadata"]["name"].startswith("import-")]
    return [pod["status"]["phase"] for pod in found if "deletionTimestamp" not in pod["metadata"]]


async def test_a_job_runs_to_its_end_and_can_be_made_again(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    await admin.ask("POST", JOBS, body=job())
    clock.move(10)
    assert pods(cluster) == ["Running"]
    clock.move(60)
    assert (held(cluster), pods(cluster)) == ({"Complete": "CompletionsReached"}, ["Succeeded"])
    await admin.ask("DELETE", f"{JOBS}/import", {"propagationPolicy": "Background"})
    clock.move(10)
    assert pods(cluster) == []
    status, _ = await admin.ask("POST", JOBS, body=job())
    clock.move(60)
    assert (status, held(cluster)) == (201, {"Complete": "CompletionsReached"})


async def test_a_job_that_fails_is_tried_again_up_to_its_bound(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    cluster.load([], physics=Physics(apps={"shop/import": App(crash=Crash(exit_code=3))}))
    await admin.ask("POST", JOBS, body=job(backoffLimit=2))
    clock.move(8)
    assert pods(cluster) == ["Failed"]
    clock.move(300)
    assert pods(cluster) == ["Failed"] * 3
    assert held(cluster) == {"Failed": "BackoffLimitExceeded"}


async def test_a_job_past_its_deadline_is_ended(cluster: Cluster, admin: Api, clock: SteppingClock) -> None:
    cluster.load([], physics=Physics(apps={"shop/import": App(crash=Crash(exit_code=0, after=3600))}))
    await admin.ask("POST", JOBS, body=job(activeDeadlineSeconds=30))
    clock.move(60)
    assert (held(cluster), pods(cluster)) == ({"Failed": "DeadlineExceeded"}, [])


async def test_a_suspended_job_has_no_pod_until_it_is_resumed(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    await admin.ask("POST", JOBS, body=job(suspend=True))
    clock.move(60)
    assert (held(cluster), pods(cluster)) == ({"Suspended": "JobSuspended"}, [])
    await admin.ask("PATCH", f"{JOBS}/import", None, {"spec": {"suspend": False}}, MERGE)
    clock.move(60)
    assert held(cluster) == {"Complete": "CompletionsReached"}


async def test_a_cronjob_makes_jobs_by_its_schedule_keeps_some_and_can_be_suspended(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    spec = {"schedule": "*/5 * * * *", "jobTemplate": {"spec": job()["spec"]}}
    await admin.ask("POST", CRONS, body={"metadata": {"name": "import"}, "spec": spec})
    made = [item["metadata"]["name"] for item in cluster.objects("Job", "shop")]
    assert made == []
    clock.move(timedelta(minutes=1).total_seconds())
    (first,) = cluster.objects("Job", "shop")
    assert first["metadata"]["ownerReferences"][0]["kind"] == "CronJob"
    clock.move(timedelta(minutes=25).total_seconds())
    assert len(cluster.objects("Job", "shop")) == 3
    await admin.ask("PATCH", f"{CRONS}/import", None, {"spec": {"suspend": True}}, MERGE)
    last = cluster.objects("CronJob", "shop")[0]["status"]["lastScheduleTime"]
    clock.move(timedelta(minutes=30).total_seconds())
    assert cluster.objects("CronJob", "shop")[0]["status"]["lastScheduleTime"] == last
    await admin.ask("DELETE", f"{CRONS}/import", {"propagationPolicy": "Background"})
    assert cluster.objects("Job", "shop") == []
