"""The doctor on rotas and on the right to ask what others may do."""

from dataclasses import replace

from bot.domain.check import Check, Condition
from bot.sandbox.cluster.access import READER, Rule
from tests.app.conftest import Bay

PEOPLE = {"U0NORA": {"name": "Nora"}, "U0EMIL": {"name": "Emil"}}


async def line(bay: Bay, title: str, **changes: object) -> Check | None:
    bay.config |= {"identities": {"U0NORA": {"user": "nora"}}, "people": PEOPLE, **changes}
    return {one.title: one for one in await bay.lines()}.get(title)


async def test_a_rota_that_can_be_read_says_who_is_on_call(bay: Bay) -> None:
    found = await line(bay, "rota shop", rotas={"shop": {"users": ["U0NORA"]}})
    assert found is not None
    assert (found.verdict, found.said) == (Condition.OK, "on call: Nora")


async def test_somebody_whom_no_cluster_knows_is_a_warning(bay: Bay) -> None:
    found = await line(bay, "rota shop", rotas={"shop": {"users": ["U0NORA", "U0EMIL"]}})
    assert found is not None
    assert found.verdict is Condition.WARN
    assert "no cluster user is configured for U0EMIL" in found.said


async def test_a_rota_that_cannot_be_read_fails_or_is_unknown(bay: Bay) -> None:
    told = {"pd": {"pagerduty": {"schedule": "P1"}}, "cal": {"calendar": {"url": "http://127.0.0.1:9/x"}}}
    refused = await line(bay, "rota pd", rotas=told)
    silent = await line(bay, "rota cal", rotas=told)
    assert refused is not None
    assert silent is not None
    assert (refused.verdict, silent.verdict) == (Condition.FAIL, Condition.UNKNOWN)
    assert "LOOKOUT_PAGERDUTY_TOKEN is not set" in refused.said


async def test_a_reader_that_may_not_ask_for_others_is_a_warning(bay: Bay) -> None:
    found = await line(bay, "preflight sandbox")
    assert found is not None
    assert found.verdict is Condition.OK
    rules = bay.cluster.access.rules[READER]
    bay.cluster.access.rules[READER] = tuple(
        replace(one, targets=one.targets - {("authorization.k8s.io", "subjectaccessreviews")})
        for one in rules
    )
    found = await line(bay, "preflight sandbox")
    assert found is not None
    assert found.verdict is Condition.WARN
    assert "every answer of a preflight is unknown" in found.said


async def test_a_reader_that_may_ask_for_others_in_its_namespaces_is_enough(bay: Bay) -> None:
    rules = tuple(
        replace(one, targets=one.targets - {("authorization.k8s.io", "subjectaccessreviews")})
        for one in bay.cluster.access.rules[READER]
    )
    local = frozenset({("authorization.k8s.io", "localsubjectaccessreviews")})
    bay.cluster.access.rules[READER] = (*rules, Rule("local", frozenset({"create"}), local, opted_in=True))
    found = await line(bay, "preflight sandbox")
    assert found is not None
    assert found.verdict is Condition.OK
    assert "in shop, of no kind of the cluster" in found.said
    bay.config["services"]["job"] = {"cluster": "sandbox", "namespace": "kube-system"}
    found = await line(bay, "preflight sandbox")
    assert found is not None
    assert found.verdict is Condition.WARN
    assert "in kube-system: there every answer" in found.said


async def test_without_identities_and_rotas_there_is_no_line(bay: Bay) -> None:
    titles = {one.name for one in await bay.lines()}
    assert not titles & {"rota", "preflight"}
