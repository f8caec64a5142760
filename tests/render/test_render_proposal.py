import pytest

from bot.domain.mitigation import Mitigation, Restart, Scale, Undo
from bot.domain.proposal import Outcome, ProposalState, Rehearsal
from bot.domain.runbook import Limits
from bot.render.actions import ActionId, unpack
from bot.render.deed import blast_radius, caveat, deed, where
from bot.render.outcome import check, outcome_message, reconciled
from bot.render.proposal import proposal_message
from bot.render.rendered import Rendered
from bot.voice.judge import judge
from tests.every_mitigation import EVERY
from tests.render import render_factories as make
from tests.render.everything_said import POSTS
from tests.render.slack_limits import buttons, shown


@pytest.mark.parametrize(
    ("mitigation", "words"),
    [
        (Restart(subject=make.CART), "restart Deployment shop/cart"),
        (Undo(subject=make.CART, to_revision=6), "roll Deployment shop/cart back to revision 6"),
        (
            Scale(subject=make.CART, from_replicas=2, to_replicas=4),
            "scale Deployment shop/cart from 2 to 4 replicas",
        ),
    ],
)
def test_a_mitigation_is_named_as_what_would_change(mitigation: Mitigation, words: str) -> None:
    assert deed(mitigation) == words


WORDS = {
    "pause": "pause the rollout of Deployment shop/checkout",
    "resume": "resume the rollout of Deployment shop/checkout",
    "delete-pod": "delete Pod shop/checkout-a with its grace",
    "evict-pod": "evict Pod shop/checkout-a",
    "cordon": "cordon Node worker-3",
    "uncordon": "uncordon Node worker-3",
    "suspend-cronjob": "suspend the schedule of CronJob shop/report",
    "resume-cronjob": "resume the schedule of CronJob shop/report",
    "recreate-job": "create Job shop/load again as load-1a2b3c",
}


@pytest.mark.parametrize("mitigation", EVERY, ids=lambda one: str(one.action))
def test_every_mitigation_has_words_and_those_whose_effect_no_diff_shows_have_a_caveat(
    mitigation: Mitigation,
) -> None:
    assert deed(mitigation) == WORDS.get(mitigation.action, deed(mitigation))
    said = shown(POSTS[f"proposal {mitigation.action}"])
    assert deed(mitigation) in said
    aside = caveat(mitigation)
    assert bool(aside) is (
        mitigation.action in {"resume", "cordon", "suspend-cronjob", "resume-cronjob", "recreate-job"}
    )
    assert f"Mind: {aside}" in said if aside else "Mind: " not in said


def test_the_blast_radius_of_a_node_counts_nodes_and_that_of_a_job_no_share() -> None:
    node = next(one for one in EVERY if one.action == "cordon")
    closed = make.proposal(
        mitigation=node, live=make.proposal().live.model_copy(update={"losing": 1, "pods": 0})
    )
    assert (
        blast_radius(closed)
        == "1 node and no pod; leaves 3 of 6 nodes ready and open to new pods (least 50%), at most 2 changes an hour"
    )
    opened = closed.model_copy(update={"mitigation": next(one for one in EVERY if one.action == "uncordon")})
    assert "4 of 6 nodes ready and open to new pods as it was read" in blast_radius(opened)
    job = next(one for one in EVERY if one.action == "recreate-job")
    nothing = {"replicas": 0, "ready": 0, "pods": 1, "losing": 0}
    again = make.proposal(mitigation=job, live=make.proposal().live.model_copy(update=nothing))
    assert blast_radius(again) == "1 object in 1 namespace, 1 pod (limit 10), at most 2 changes an hour"


@pytest.mark.parametrize("mitigation", EVERY, ids=lambda one: str(one.action))
@pytest.mark.parametrize("mark", [True, False, None])
def test_what_a_look_tells_of_an_unanswered_change_is_said_and_passes_the_voice(
    mitigation: Mitigation, mark: bool | None
) -> None:
    said = reconciled(mitigation, mark)
    assert judge(said).passed
    told = {
        True: "the change is in" in said or "gone or going" in said,
        False: " no " in said or "still" in said,
    }
    assert told[mark] if mark is not None else said == "Whether the change is in could not be read."


def test_an_unknown_re_creation_is_looked_for_by_its_new_name() -> None:
    again = next(one for one in EVERY if one.action == "recreate-job")
    assert check(make.proposal(mitigation=again)).startswith("kubectl -n shop get job load-1a2b3c ")


def test_the_blast_radius_says_pods_share_and_limits() -> None:
    proposal = make.proposal(limits=Limits(max_pods=8, max_share=0.5, per_hour=1))
    assert (
        blast_radius(proposal)
        == "6 pods of a workload that wants 6 (limit 8), 100% of the 4 ready (limit 50%), at most 1 change an hour"
    )
    gone = make.proposal(live=make.proposal().live.model_copy(update={"ready": 0}))
    assert blast_radius(gone).startswith("6 pods of a workload that wants 6 (limit 10), 0% of the 0 ready")


def test_a_target_without_a_service_names_none() -> None:
    assert where(make.proposal(service="")) == "Deployment shop/cart, cluster prod"


def test_a_proposal_says_first_that_nothing_is_executed() -> None:
    second = POSTS["proposal pending"].text.splitlines()[1]
    assert second == "Proposed, not executed: roll Deployment shop/cart back to revision 6 (P-3)"


@pytest.mark.parametrize("state", ["executing", "done", "failed", "unknown"])
def test_once_an_attempt_was_made_not_executed_is_no_longer_said(state: str) -> None:
    assert "not executed" not in shown(POSTS[f"proposal {state}"])
    assert "P-3 takes no more decisions" in POSTS[f"proposal {state}"].text


def test_everything_a_decision_needs_is_shown() -> None:
    said = shown(POSTS["proposal pending"])
    for part in (
        "Target: Deployment shop/cart, cluster prod, service cart",
        "Why: Hypothesis 1 (0.93)",
        "Tier 1; runbook `readiness-probe-port` version 3, step `undo`",
        "Blast radius: 6 pods of a workload that wants 6",
        "Undo: kubectl -n shop rollout undo deployment/cart --to-revision=7",
        "Expected afterwards, within 300 s: all replicas",
        "+          port: 8080",
        "kubectl -n shop rollout undo deployment/cart --to-revision=6",
        "P-3 expires at 02:41",
        make.proposal().digest[:12],
    ):
        assert part in said


def test_every_gate_is_shown_with_its_verdict_and_reason() -> None:
    said = shown(POSTS["proposal pending"])
    assert "Gate `two humans` does not pass: no commander decision yet" in said
    assert "Gate `freeze` cannot be told: the freeze calendar cannot be read" in said
    assert "Gate `blast radius` passes: 6 pods are within the limit of 10" in said


def test_without_verdicts_no_gate_is_claimed() -> None:
    said = proposal_message(make.proposal(), (), make.incident(), now=make.NOW, deployment="d")
    assert "as it was opened: 0. Not passing: 0." in shown(said)


def test_a_decision_takes_its_buttons_place() -> None:
    assert buttons(POSTS["proposal pending"]) == ["Approve", "Deny", "Confirm as owner", "Refuse"]
    assert buttons(POSTS["proposal half"]) == ["Deny", "Confirm as owner", "Refuse"]
    assert buttons(POSTS["proposal armed"]) == ["Deny", "Refuse"]
    assert "<@U0IVY> approved P-3 at 02:31 UTC" in POSTS["proposal half"].text
    assert (
        "<@U0NORA> confirmed P-3 at 02:32; reason given: `the diff is the old port`"
        in POSTS["proposal armed"].text
    )


def test_what_is_missing_is_named() -> None:
    assert "Missing: a commander's decision and the owner's confirmation." in POSTS["proposal pending"].text
    assert "Missing: the owner's confirmation." in POSTS["proposal half"].text


def test_the_buttons_carry_the_digest_and_not_the_payload() -> None:
    one = make.proposal()
    row = POSTS["proposal pending"].blocks[-1]["elements"]
    assert [element["action_id"] for element in row] == [
        ActionId.APPROVE,
        ActionId.DENY,
        ActionId.CONFIRM,
        ActionId.REFUSE,
    ]
    pressed = [unpack(element["value"]) for element in row]
    assert {(one.proposal_id, one.digest) for one in pressed if one} == {(one.id, one.digest)}


@pytest.mark.parametrize("state", [state for state in ProposalState if not state.is_open])
def test_a_state_that_takes_no_decision_has_no_buttons(state: ProposalState) -> None:
    one = make.both(state, ended_by=make.NORA)
    said = proposal_message(one, (), make.incident(), now=make.NOW, deployment="d")
    assert buttons(said) == []


def test_how_it_ended_is_said_with_who_and_when() -> None:
    rejected = POSTS["proposal rejected"].text
    assert "<@U0NORA> rejected P-3 at 02:33 UTC; reason given: `the batch job still runs`" in rejected
    assert "P-3 expired at 02:41. Nothing was changed." in POSTS["proposal expired"].text
    assert (
        "P-3 is withdrawn. Nothing was changed.\nReason: the target changed"
        in POSTS["proposal withdrawn"].text
    )
    assert "P-3 is withdrawn at 02:33. Nothing was changed." in POSTS["proposal stopped"].text


def test_an_end_without_a_reason_invents_none() -> None:
    one = make.proposal(state=ProposalState.WITHDRAWN)
    said = proposal_message(one, (), make.incident(), now=make.NOW, deployment="d")
    assert "Reason: none given" in said.text


def test_a_refused_dry_run_shows_the_refusal() -> None:
    assert "403 forbidden" in shown(POSTS["proposal no dry run"])

    def answer(**fields: object) -> Rendered:
        one = make.proposal(rehearsal=Rehearsal.model_validate({"ok": True, "diff": ""} | fields))
        return proposal_message(one, (), make.incident(), now=make.NOW, deployment="d")

    assert "no field would change" in shown(answer())
    assert "no answer" in shown(answer(ok=False))


def test_the_requester_is_named() -> None:
    assert "Requester: <@U0NORA>" in shown(POSTS["proposal half"])
    assert "Requester" not in shown(POSTS["proposal pending"])


def test_an_outcome_says_what_was_sent_what_came_back_and_who_decided() -> None:
    said = shown(POSTS["outcome done"])
    for part in (
        "Sent: roll Deployment shop/cart back to revision 6 (P-3); the API server accepted the change.",
        "<@U0IVY> approved P-3 at 02:31 UTC",
        "Attempt at 02:32: `PATCH deployments/cart in shop (uid u-1, resourceVersion 991)`",
        "200 OK, generation 8",
        "Expected within 300 s: all replicas of the Deployment are ready. Not checked yet.",
    ):
        assert part in said


def test_whether_the_expectation_came_true_is_said_in_the_second_line() -> None:
    well = POSTS["verification came true"].text.splitlines()
    assert well[1:] == [
        "P-3: the check at 02:34 UTC shows the expected state",
        "Seen: 6 of 6 replicas are ready",
    ]
    failed = POSTS["verification not so"]
    assert "the check at 02:34 UTC does not show the expected state" in failed.text.splitlines()[1]
    assert "kubectl -n shop rollout undo deployment/cart --to-revision=7" in shown(failed)


def test_a_failed_attempt_does_not_say_sent() -> None:
    said = POSTS["outcome failed"].text
    assert said.splitlines()[1].startswith("Failed: ")
    assert "Nothing is sent again by itself." in said
    assert "Sent" not in said


def test_an_unknown_outcome_says_so_and_how_to_look() -> None:
    said = POSTS["outcome unknown"]
    assert "may or may not have happened; it is not sent again." in said.text
    assert "kubectl -n shop get deployment cart -o yaml --show-managed-fields" in shown(said)


def test_an_outcome_of_a_cluster_wide_object_names_no_namespace() -> None:
    node = make.CART.model_copy(update={"kind": "Node", "namespace": "", "name": "worker-3"})
    one = make.proposal(mitigation=Restart(subject=node))
    said = outcome_message(
        one, make.execution(Outcome.UNKNOWN), make.incident(), now=make.NOW, deployment="d"
    )
    assert "kubectl get node worker-3" in shown(said)
    assert "Attempt at 02:32:" in shown(said)


def test_what_a_human_saw_of_an_unknown_outcome_stands_under_it_with_the_buttons_to_say_more() -> None:
    said = POSTS["outcome unknown with findings"]
    assert (
        "<@U0IVY> recorded at 02:38 UTC: the change of P-3 is in; seen: `revision 6 in the object`"
        in shown(said)
    )
    assert "the change of P-3 is not in" in shown(said)
    ids = [
        one["action_id"] for block in said.blocks for one in block.get("elements", ()) if "action_id" in one
    ]
    assert ids == ["lookout.is_in", "lookout.is_not_in"]


def test_only_an_unknown_outcome_asks_for_a_finding() -> None:
    for outcome in ("done", "failed"):
        assert "is_in" not in str(POSTS[f"outcome {outcome}"].blocks)
