"""`lookout preflight` as a shell sees it, against the sandbox's cluster: its lines, its JSON, its exit codes."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.sandbox.clock import WallClock
from bot.sandbox.cluster import Cluster
from bot.sandbox.cluster.access import READER

RUNBOOK = """\
schema: 1
id: bad-rollout
version: 1
title: Trouble began with a rollout
owner: "@responders"
reviewed: 2026-11-20
causes: [bad-rollout]
escalation: "@commanders"
steps:
  - {{id: look, title: Look, tool: observe, tier: 0, needs: [list pods], command: kubectl get pods}}
  - id: undo
    title: Undo
    tool: undo
    tier: 1
    needs: [get deployments, patch deployments]
    undo: kubectl rollout undo
    expect: ready
{more}"""
Configure = Callable[..., None]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """The sandbox's cluster in a loop of its own, since the command runs one itself."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()

    def run(work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(timeout=30)

    made = Cluster(WallClock(1.0))
    run(made.start())
    yield made
    run(made.stop())
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def configure(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Write a configuration and make it the command's; `changes` are fields of it, `more` ends the runbook."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reader.token").write_text("reader-sandbox")
    (tmp_path / "books").mkdir()

    def write(*, more: str = "", **changes: Any) -> None:
        (tmp_path / "books" / "bad-rollout.yaml").write_text(RUNBOOK.format(more=more))
        config: dict[str, Any] = {
            "roles": {"responders": {"users": ["U0NORA"]}, "commanders": {"users": ["U0IVY"]}},
            "clusters": {"sandbox": {"reader": {"server": cluster.base_url, "token_file": "reader.token"}}},
            "services": {"checkout": {"cluster": "sandbox", "namespace": "shop"}},
            "identities": {"U0NORA": {"user": "nora"}, "U0EMIL": {"user": "emil"}},
            "people": {"U0NORA": {"name": "Nora"}},
            "rotas": {"shop": {"users": ["U0NORA"]}},
            "runbooks": "books",
        }
        (tmp_path / "lookout.yaml").write_text(yaml.safe_dump(config | changes))

    return write


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["preflight", *words])


def test_all_of_it_is_zero_and_each_step_has_a_line(configure: Configure) -> None:
    configure()
    ended = run()
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.splitlines() == [
        "rota shop: Nora",
        "yes     Nora  bad-rollout/look",
        "yes     Nora  bad-rollout/undo",
        "1 people, 2 steps: 2 yes, 0 no, 0 unknown; 0 links: 0 yes, 0 no, 0 unknown",
    ]


def test_a_step_that_somebody_on_a_rota_cannot_run_is_one_and_stands_first(configure: Configure) -> None:
    configure(rotas={"shop": {"users": ["U0NORA", "U0EMIL"]}})
    ended = run()
    assert ended.exit_code == 1
    assert ended.stdout.splitlines()[1] == "no      emil  bad-rollout/undo  patch deployments in sandbox/shop"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rotas": {"shop": {"users": ["U0SAM"]}}}, "no cluster user is configured for this person"),
        (
            {"rotas": {"pd": {"pagerduty": {"schedule": "P1"}}, "shop": {"users": ["U0NORA"]}}},
            "unknown rota pd: it cannot be read, so who is on call is unknown: PagerDuty was not asked",
        ),
        ({"services": {}}, "no service is configured"),
        (
            {
                "clusters": {
                    "sandbox": {"reader": {"server": "http://127.0.0.1:9", "token_file": "reader.token"}}
                }
            },
            "the API server cannot be reached",
        ),
    ],
)
def test_what_could_not_be_asked_is_two(configure: Configure, changes: dict[str, Any], said: str) -> None:
    configure(**changes)
    ended = run()
    assert ended.exit_code == 2, ended.output
    assert said in ended.stdout


def test_a_reader_that_may_not_ask_is_two_and_says_which_right_is_missing(
    configure: Configure, cluster: Cluster
) -> None:
    configure()
    rules = cluster.access.rules[READER]
    cluster.access.rules[READER] = ()
    try:
        ended = run()
    finally:
        cluster.access.rules[READER] = rules
    assert ended.exit_code == 2
    assert "asking whether another may list pods: not allowed (403)" in ended.stdout
    assert "subjectaccessreviews.authorization.k8s.io is forbidden" in ended.stdout


def test_the_json_has_every_rota_step_and_link(configure: Configure) -> None:
    configure(more="prose: see http://localhost:9/wiki for more\n")
    ended = run("--format", "json")
    assert ended.exit_code == 2
    told = json.loads(ended.stdout)
    assert told["rotas"][0]["rota"] == "shop"
    assert told["steps"][0] == {
        "who": "U0NORA",
        "runbook": "bad-rollout",
        "step": "look",
        "can": "yes",
        "why": "",
        "name": "Nora",
    }
    assert told["links"][0]["url"] == "http://localhost:9/wiki"
    assert told["summary"] == {
        "steps": {"yes": 2, "no": 0, "unknown": 0},
        "links": {"yes": 0, "no": 0, "unknown": 1},
    }


def test_a_shift_that_ends_and_who_is_next_are_said(configure: Configure) -> None:
    weekly = [
        {"user": "U0NORA", "starts": "Mon 00:00", "ends": "Mon 00:00"},
        {"user": "U0EMIL", "starts": "Mon 00:00", "ends": "Mon 00:00"},
    ]
    configure(rotas={"shop": {"weekly": weekly, "zone": "Europe/Stockholm"}})
    first = run().stdout.splitlines()[0]
    assert first.startswith("rota shop: Nora until 20")
    assert "; emil until 20" in first
    assert "; next: Nora, emil" in first


@pytest.mark.parametrize(
    ("words", "said"), [(("--format", "xml"), "there is no format 'xml'"), ((), "has no rotas")]
)
def test_what_it_cannot_do_is_two(configure: Configure, words: tuple[str, ...], said: str) -> None:
    configure(rotas={})
    ended = run(*words)
    assert ended.exit_code == 2
    assert said in ended.stderr


def test_a_configuration_that_is_refused_is_two_with_its_line(configure: Configure) -> None:
    configure(rotas={"shop": {"users": ["U0NORA"], "services": ["chekout"]}})
    ended = run()
    assert ended.exit_code == 2
    assert 'rotas.shop.services: unknown service "chekout"' in ended.stderr
