import json
import shutil
import subprocess

import pytest

from bot.domain.mitigation import Mitigation, RecreateJob, Scale
from bot.facts.by_hand import inverse_of, kubectl_for, undo_of
from bot.facts.job_again import RECREATED_FROM, again_name, job_again
from bot.facts.live import live_target
from tests.cluster_objects import deployment, history, job, namespace
from tests.every_mitigation import EVERY, LOAD, POD

LIVE = live_target(EVERY[0], workload=deployment(), pods=(), replicasets=history(), namespace=namespace())
COMMANDS = {
    "restart": "kubectl -n shop rollout restart deployment/checkout",
    "undo": "kubectl -n shop rollout undo deployment/checkout --to-revision=6",
    "pause": "kubectl -n shop rollout pause deployment/checkout",
    "resume": "kubectl -n shop rollout resume deployment/checkout",
    "scale": "kubectl -n shop scale deployment/checkout --current-replicas=3 --replicas=4",
    "delete-pod": "kubectl -n shop delete pod/checkout-a",
    "cordon": "kubectl cordon worker-3",
    "uncordon": "kubectl uncordon worker-3",
    "suspend-cronjob": 'kubectl -n shop patch cronjob/report -p \'{"spec":{"suspend":true}}\'',
    "resume-cronjob": 'kubectl -n shop patch cronjob/report -p \'{"spec":{"suspend":false}}\'',
}
BACK = {
    "pause": "resume", "resume": "pause", "cordon": "uncordon", "uncordon": "cordon", "scale": "scale", "undo": "undo",
    "suspend-cronjob": "resume-cronjob", "resume-cronjob": "suspend-cronjob",
}  # fmt: skip


@pytest.mark.parametrize("mitigation", EVERY, ids=lambda one: str(one.action))
def test_every_action_has_a_command_on_one_line_that_names_its_object(mitigation: Mitigation) -> None:
    command = kubectl_for(mitigation, "prod eu")
    assert "\n" not in command
    assert "kubectl --context 'prod eu' " in command
    assert mitigation.subject.name in command
    assert kubectl_for(mitigation) == COMMANDS.get(mitigation.action, kubectl_for(mitigation))


def test_an_eviction_by_hand_sends_the_same_request() -> None:
    evict = next(one for one in EVERY if one.action == "evict-pod")
    command = kubectl_for(evict)
    body = json.loads(command.split("'")[1])
    assert (body["kind"], body["metadata"]) == ("Eviction", {"name": POD.name, "namespace": POD.namespace})
    assert command.endswith("| kubectl create --raw /api/v1/namespaces/shop/pods/checkout-a/eviction -f -")


@pytest.mark.parametrize("mitigation", EVERY, ids=lambda one: str(one.action))
def test_every_action_has_a_way_back_or_says_that_there_is_none(mitigation: Mitigation) -> None:
    back = inverse_of(mitigation, LIVE)
    assert (back.action if back else None) == BACK.get(mitigation.action)
    said = undo_of(mitigation, LIVE)
    if mitigation.action == "recreate-job":
        assert said == "kubectl -n shop delete job/load-1a2b3c"
    elif back is None:
        assert said.startswith("nothing to take back: ")
    elif not isinstance(back, Scale):
        assert said == kubectl_for(back)


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not here: the command for people was not tried")
@pytest.mark.parametrize("labels", [True, False])
def test_a_job_made_by_hand_is_the_one_that_lookout_would_make(labels: bool) -> None:
    failed = job()
    if not labels:
        del failed["metadata"]["labels"], failed["spec"]["template"]["metadata"]["labels"]
    new_name = again_name(failed)
    program = kubectl_for(RecreateJob(subject=LOAD, new_name=new_name)).split("'")[1]
    ran = subprocess.run(
        ["jq", program], input=json.dumps(failed), capture_output=True, text=True, check=True, timeout=20
    )
    made, wanted = json.loads(ran.stdout), job_again(failed, new_name)
    assert wanted["metadata"].pop("annotations") == {RECREATED_FROM: "load/uid-load"}
    assert wanted["metadata"].pop("namespace") == "shop"
    assert made == wanted
