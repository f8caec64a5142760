from bot.domain.cluster_user import ClusterUser
from bot.gates.acting_as import evaluate
from tests.gates.gate_cases import at_proposal, case


def test_the_actor_sends_unless_the_configuration_says_the_approver() -> None:
    verdict = evaluate(case())
    assert verdict.passed is True
    assert "Lookout's actor" in verdict.reason


def test_an_approver_without_a_user_of_the_cluster_sends_nothing_and_is_told_what_is_missing() -> None:
    verdict = evaluate(case(impersonates=True))
    assert verdict.passed is False
    assert "`identities`" in verdict.reason


def test_an_approver_with_a_user_of_the_cluster_passes() -> None:
    assert evaluate(case(impersonates=True, acting_as=ClusterUser(user="ivy@example.com"))).passed is True


def test_before_anybody_approved_it_is_said_under_whose_name_it_will_go() -> None:
    verdict = evaluate(at_proposal(impersonates=True))
    assert verdict.passed is True
    assert "whoever approves" in verdict.reason
