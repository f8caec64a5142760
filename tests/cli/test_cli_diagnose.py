"""`lookout diagnose` as a shell, a pipeline and a person see it."""

import asyncio
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from bot.adapters.folder import read_folder, write_folder
from bot.cli import app
from bot.cli.diagnose import show as show_module
from bot.cli.diagnose import work as work_module
from bot.cli.diagnose.jobs import Asked, jobs_of
from bot.cli.diagnose.show import Show
from bot.cli.diagnose.work import outcomes
from bot.render.report import Style
from bot.sandbox.clock import WallClock
from bot.sandbox.cluster.cluster import Cluster
from tests.diagnosis.town import town
from tests.signal_sources import SignalSources


def run(*words: str, given: bytes | str = "") -> Result:
    return CliRunner().invoke(app, ["diagnose", *words], input=given)


@pytest.fixture
def ill(tmp_path: Path) -> Path:
    """A snapshot with faults."""
    write_folder(town(), tmp_path / "ill")
    return tmp_path / "ill"


@pytest.fixture
def calm(tmp_path: Path) -> Path:
    """A snapshot of which nothing can be said."""
    (tmp_path / "calm").mkdir()
    (tmp_path / "calm/nodes.json").write_text('{"items": []}')
    return tmp_path / "calm"


def lines(ended: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_many_after_one_option_repeated_and_plain_keep_their_order(ill: Path, calm: Path) -> None:
    many = [
        "--snapshot",
        str(ill),
        str(calm),
        f"--snapshot={ill}",
        "--format",
        "jsonl",
        "--snapshot",
        str(calm),
    ]
    ended = run(*many, str(ill))
    assert [one["snapshot"] for one in lines(ended)] == ["ill", "calm", "ill", "calm", "ill"]
    assert ended.exit_code == 0


def test_one_line_holds_exactly_the_documented_fields_and_is_the_same_again(ill: Path) -> None:
    (one,), (again,) = lines(run(str(ill), "--format", "jsonl")), lines(run(str(ill), "--format", "jsonl"))
    assert list(one) == ["snapshot", "verdict", "hypotheses", "findings", "gaps", "duration_ms"]
    assert {**one, "duration_ms": 0} == {**again, "duration_ms": 0}


def test_json_is_one_list_with_an_object_a_line(ill: Path, calm: Path) -> None:
    ended = run(str(ill), str(calm), "--format", "json")
    assert [one["snapshot"] for one in json.loads(ended.stdout)] == ["ill", "calm"]
    assert len(ended.stdout.splitlines()) == 2
    assert json.loads(run("no/such", "--format", "json").stdout) == []


def test_text_to_a_pipe_has_no_colour_and_begins_with_the_answer(ill: Path, calm: Path) -> None:
    told = run(str(ill), str(calm)).stdout
    assert told.startswith("ill: fault: ")
    assert "\ncalm: unsure: " in told
    assert "\x1b" not in told


def test_a_report_for_a_pipeline_is_markdown(ill: Path, calm: Path) -> None:
    told = run(str(ill), str(calm), "--format", "markdown").stdout
    assert told.startswith("# Diagnosis of ill\n")
    assert "\n\n# Diagnosis of calm\n" in told


@pytest.mark.parametrize(
    ("which", "fail_on", "code"),
    [
        ("ill", "fault", 1),
        ("ill", "unsure", 1),
        ("calm", "fault", 0),
        ("calm", "unsure", 1),
        ("ill", "never", 0),
    ],
)
def test_a_pipeline_may_fail_on_a_verdict(ill: Path, calm: Path, which: str, fail_on: str, code: int) -> None:
    path = {"ill": ill, "calm": calm}[which]
    assert run(str(path), "--fail-on", fail_on).exit_code == code


def test_what_is_not_there_is_two_and_the_others_are_diagnosed(ill: Path, tmp_path: Path) -> None:
    (tmp_path / "empty/shop").mkdir(parents=True)
    (tmp_path / "empty/shop/pods.json").write_text("no JSON")
    ended = run("no/such", str(ill), str(tmp_path / "empty"), "--format", "jsonl", "--fail-on", "fault")
    assert [one["verdict"] for one in lines(ended)] == ["fault", "unsure"]
    assert ended.exit_code == 2
    assert "no/such cannot be read" in ended.stderr
    assert "nothing of it could be read" in ended.stderr


@pytest.mark.parametrize(
    "words",
    [(), ("--format", "xml", "x"), ("--fail-on", "odd", "x"), ("x", "--context", "prod"), ("--snapshot",),
     ("a/x", "b/x", "--save", "out")],
)  # fmt: skip
def test_words_that_contradict_each_other_are_two(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_an_archive_and_standard_input_say_what_the_folder_says(ill: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "ill.tar.gz", "w:gz") as archive:
        archive.add(ill, arcname="dump")
    (one,) = lines(run(str(ill), "--format", "jsonl"))
    (two,) = lines(run(str(tmp_path / "ill.tar.gz"), "--format", "jsonl"))
    (three,) = lines(run("-", "--format", "jsonl", given=(tmp_path / "ill.tar.gz").read_bytes()))
    assert one["hypotheses"] == two["hypotheses"] == three["hypotheses"]
    assert three["snapshot"] == "stdin"


def test_what_was_read_is_saved_without_secrets_and_diagnosed_alike(
    ill: Path, calm: Path, tmp_path: Path
) -> None:
    log = ill / "shop/cart-b-1/app.log"
    log.write_text(log.read_text() + "password=hunter2-very-long\n")
    assert run(str(ill), str(calm), "--save", str(tmp_path / "out"), "--format", "jsonl").exit_code == 0
    (one,) = lines(run(str(ill), "--format", "jsonl"))
    (two,) = lines(run(str(tmp_path / "out/ill"), "--format", "jsonl"))
    assert {**one, "duration_ms": 0} == {**two, "duration_ms": 0}
    assert "hunter2" not in (tmp_path / "out/ill/shop/cart-b-1/app.log").read_text()


def test_the_namespace_and_the_workload_can_be_named(ill: Path, tmp_path: Path) -> None:
    run(
        str(ill),
        "--namespace",
        "kube-system",
        "--workload",
        "Deployment/coredns",
        "--save",
        str(tmp_path / "out"),
    )
    scope = read_folder(tmp_path / "out").scope
    assert (scope.namespace, scope.service) == ("kube-system", "coredns")


def test_a_diagnosis_that_fails_is_said_and_loses_no_other(
    ill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any, **__: Any) -> Any:
        raise KeyError("odd")

    monkeypatch.setattr(work_module, "diagnose", failing)
    (one,) = lines(run(str(ill), "--format", "jsonl"))
    assert one["verdict"] == "unsure"
    assert "the rules failed on what was read (KeyError)" in one["gaps"][-1]


def test_many_are_diagnosed_side_by_side_in_order(ill: Path, calm: Path) -> None:
    paths = (str(ill), str(calm), str(ill), "no/such")
    found = list(outcomes(jobs_of(Asked(snapshots=paths, output="jsonl"), 100)))
    assert [one.verdict for one in found] == ["fault", "unsure", "fault", ""]


def test_a_terminal_gets_colour_and_a_bar_where_standard_output_goes_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[bool] = []

    def console(*, stderr: bool = False, **more: Any) -> Console:
        made.append(stderr)
        return Console(stderr=stderr, force_terminal=stderr or len(made) > 2, width=120, **more)

    monkeypatch.setattr(show_module, "Console", console)
    piped = Show("jsonl")
    assert list(piped.progress(iter("ab"), 2)) == ["a", "b"]
    assert "diagnosing" in capsys.readouterr().err
    shown = Show("text")
    assert shown.width == 100
    shown.one([(Style.ANSWER, "x: fault")])
    assert "\x1b[1m" in capsys.readouterr().out


@pytest.mark.parametrize("signals", [True, False])
async def test_a_live_cluster_is_read_as_a_triage_reads_it(tmp_path: Path, ill: Path, signals: bool) -> None:
    cluster = Cluster.from_folder(ill, WallClock(1.0))
    async with SignalSources().running() as sources:
        sources.alerts = [
            {"labels": {"alertname": "Slow", "namespace": "shop"}, "status": {"state": "active"}}
        ]
        told = {"metric": {"destination_workload": "cart"}, "values": [[1, "2"]]}
        sources.series["istio_request_duration"] = [told]
        url = await cluster.start()
        path = kubeconfig(tmp_path, url)
        words = [
            "--kubeconfig",
            str(path),
            "-n",
            "shop",
            "--format",
            "jsonl",
            "--save",
            str(tmp_path / "out"),
        ]
        words += ["--prometheus", sources.url, "--alertmanager", sources.url] if signals else []
        ended = await asyncio.to_thread(run, *words)
        await cluster.stop()
    (one,) = lines(ended)
    assert (ended.exit_code, one["verdict"], one["snapshot"]) == (0, "fault", "cluster/shop")
    assert cluster.writes == []
    saved = read_folder(tmp_path / "out")
    assert len(saved.objects["pods"]["shop"]) == len(town().objects["pods"]["shop"])
    assert [len(saved.alerts), len(saved.metrics)] == ([1, 2] if signals else [0, 0])


@pytest.mark.parametrize(
    "words",
    [
        ("--kubeconfig", "no/such"),
        ("--context", "gone"),
        ("--prometheus", "nonsense"),
        ("--alertmanager", "x"),
    ],
)
def test_a_cluster_that_cannot_be_meant_is_two_with_a_sentence(
    tmp_path: Path, words: tuple[str, str]
) -> None:
    given = (
        ()
        if words[0] == "--kubeconfig"
        else ("--kubeconfig", str(kubeconfig(tmp_path, "http://127.0.0.1:9")))
    )
    ended = run("--namespace", "shop", *given, *words)
    assert ended.exit_code == 2
    assert ended.stderr.startswith("lookout: ")


def test_an_environment_that_is_not_in_order_is_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_REDACTION_KEY", "short")
    ended = run("--namespace", "shop")
    assert ended.exit_code == 2
    assert "LOOKOUT_REDACTION_KEY" in ended.stderr


def kubeconfig(folder: Path, url: str) -> Path:
    """A kubeconfig with one context of the sandbox's reader."""
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "one",
        "contexts": [{"name": "one", "context": {"cluster": "c", "user": "reader"}}],
        "clusters": [{"name": "c", "cluster": {"server": url}}],
        "users": [{"name": "reader", "user": {"token": "reader-sandbox"}}],
    }
    path = folder / "kubeconfig"
    path.write_text(json.dumps(content))
    return path
