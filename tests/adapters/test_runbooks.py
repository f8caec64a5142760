"""Runbook files: the sound ones load, a bad one is a problem with file and line, and nothing is implicit."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.runbooks import Library, load
from bot.adapters.runbooks.checks import STALE, runbooks
from bot.detectors.catalogue import CAUSES
from bot.domain.check import Condition
from bot.gates.tiers import TOOLS
from bot.voice.judge import judge

SHIPPED = Path(__file__).parents[2] / "runbooks"
GROUPS = ("responders", "commanders")

GOOD = """\
id: slow-disk
version: 2
title: Disk is slow
owner: "@responders"
reviewed: 2026-11-20
causes: [oom-killed]
escalation: "@commanders"
prose: |
  For people.
steps:
  - id: look
    title: The pods
    tool: observe
    tier: 0
    needs: [list pods]
    command: kubectl -n $namespace get pods
  - id: undo
    title: The previous revision back
    tool: undo
    tier: 1
    needs: [get deployments, patch deployments]
    limits: {max_pods: 5, max_share: 0.5, per_hour: 1}
    undo: roll forward
    expect: pods are ready
"""
SCALE = """\
  - id: more
    title: One replica more
    tool: scale
    tier: 1
    arguments: {replicas: "+1"}
    needs: [patch deployments/scale]
    undo: one replica less
    expect: pods are ready
"""


def _load(folder: Path, **files: str) -> Library:
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return load(folder, causes=CAUSES, groups=GROUPS)


def _problems(folder: Path, text: str) -> list[str]:
    library = _load(folder, bad=text)
    assert library.runbooks == ()
    return [str(problem) for problem in library.problems]


def test_a_sound_file_becomes_a_runbook_that_knows_its_file(tmp_path: Path) -> None:
    library = _load(tmp_path, good=GOOD + SCALE)
    (runbook,) = library.runbooks
    assert library.problems == ()
    assert (runbook.id, runbook.version, runbook.source) == ("slow-disk", 2, "good.yaml")
    assert runbook.reviewed.isoformat() == "2026-11-20"
    assert [step.tool for step in runbook.steps] == ["observe", "undo", "scale"]
    assert runbook.steps[1].limits.max_share == 0.5
    assert runbook.steps[2].arguments == {"replicas": "+1"}


def test_a_bad_file_does_not_keep_the_others_from_loading(tmp_path: Path) -> None:
    library = _load(tmp_path, a_bad="id: [", b_good=GOOD)
    assert [runbook.id for runbook in library.runbooks] == ["slow-disk"]
    assert [problem.file for problem in library.problems] == ["a-bad.yaml"]


def test_the_runbook_of_a_cause_is_found(tmp_path: Path) -> None:
    library = _load(tmp_path, good=GOOD)
    assert library.for_cause("oom-killed") == library.runbooks[0]
    assert library.for_cause("crash-loop") is None


def test_a_missing_folder_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    library = load(tmp_path / "nowhere", causes=CAUSES, groups=GROUPS)
    assert "no such folder" in library.problems[0].text
    assert load(tmp_path, causes=CAUSES, groups=GROUPS) == Library()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("version: 2\n", "version: 2\nowners: x\n", 3, 'unknown field "owners", did you mean "owner"?'),
        (
            "    tool: undo\n",
            "    tool: undo\n    tire: 1\n",
            20,
            'unknown field "tire", did you mean "tier"?',
        ),
        ("max_pods: 5", "max_podz: 5", 22, 'steps.1.limits.max_podz: unknown field "max_podz"'),
        ("title: Disk is slow\n", "", 1, "title: missing"),
        ("    title: The pods\n", "", 11, "steps.0.title: missing"),
        ("version: 2", 'version: "2"', 2, "version: input should be a valid integer, got '2'"),
        ("version: 2", "version: 0", 2, "greater than or equal to 1"),
        ("max_share: 0.5", "max_share: .nan", 22, "steps.1.limits.max_share"),
        ("max_share: 0.5", "max_share: 1.5", 22, "less than or equal to 1"),
        ("2026-11-20", "2026-13-20", 5, "reviewed: input should be a valid date"),
        ("    tier: 0", "    tier: 4", 14, "steps.0.tier"),
        ("[list pods]", "list pods", 15, "steps.0.needs"),
        ("title: Disk is slow", 'title: "\\ud800"', 1, "the file: "),
        ("id: slow-disk", "id: slow-disk\nsource: me", 2, 'the field "source" is set by the loader'),
        ("id: slow-disk", "id: Slow Disk", 1, "small-words-with-hyphens"),
        ("title: Disk is slow", 'title: " "', 3, "the title is empty"),
        ("[oom-killed]", "[]", 6, "at least one cause"),
        ("[oom-killed]", "[oom-kiled]", 6, 'the cause "oom-kiled", did you mean "oom-killed"?'),
        ("[oom-killed]", "[oom-killed, oom-killed]", 6, "given twice"),
        ('owner: "@responders"', 'owner: "@respondres"', 4, 'did you mean "responders"?'),
        ('owner: "@responders"', "owner: responders", 4, "owner is a group handle"),
        ('escalation: "@commanders"', 'escalation: "@ceo"', 7, 'unknown group "@ceo"'),
        ("id: look", "id: Look!", 11, "small-words-with-hyphens"),
        ("title: The pods", 'title: ""', 12, "step look: the title is empty"),
        ("id: undo", "id: look", 17, 'the step id "look" is given twice'),
        ("[list pods]", "[pods]", 15, '"pods" is not of the form'),
        ("tool: undo", "tool: und", 19, 'unknown tool "und", did you mean "undo"?'),
        ("tool: undo", "tool: drain", 19, 'unknown tool "drain"'),
        ("    tier: 1", "    tier: 0", 20, "undo is tier 1, not 0"),
        ("    tier: 0", "    tier: 1", 14, "observe is tier 0, not 1"),
        ("    tier: 1", "    tier: 1\n    arguments: {to: 3}", 21, "steps.1.arguments.to"),
        ("    tier: 1", '    tier: 1\n    arguments: {to: "3"}', 21, 'the tool undo has no argument "to"'),
        ("    undo: roll forward\n", "", 17, 'step undo: a step that changes something wants "undo"'),
        ("    expect: pods are ready\n", "", 17, 'step undo: a step that changes something wants "expect"'),
        ("[get deployments, patch deployments]", "[get deployments]", 21, "names the right it takes"),
        ("{max_pods: 5", "{min_replicas: 11, max_pods: 5", 22, "min_replicas 11 is above max_replicas 10"),
        ("    command: kubectl -n $namespace get pods\n", "", 11, "wants a command to paste"),
        ("$namespace", "$ns", 16, 'unknown variable "$ns"'),
        ("$namespace", "${ns}", 16, 'unknown variable "$ns"'),
        ("get pods\n", "delete pods\n", 16, '"delete pods" is no reading command'),
        ("get pods\n", "rollout undo deployment/x\n", 16, '"rollout undo" is no reading command'),
        ("get pods\n", "get pods && kubectl scale --replicas=0 x\n", 16, '"scale x" is no reading command'),
        ("kubectl -n $namespace get pods", "kubectl", 16, "is no reading command"),
        ("get pods\n", "get pods 'x\n", 16, "not a command that a shell takes"),
        ("get pods\n", "get pods " + "x" * 300 + "\n", 16, "one line of at most 300"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in GOOD
    (problem,) = _problems(tmp_path, GOOD.replace(old, new, 1))
    assert problem.startswith(f"bad.yaml:{line}: ")
    assert said in problem


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"+1"', "+1", 29, "valid string"),
        ('"+1"', '"4"', 29, 'such as "+1"'),
        ('"+1"', '"+0"', 29, 'such as "+1"'),
        ('    arguments: {replicas: "+1"}\n', "", 25, 'such as "+1"'),
        ('"+1"', '"-1"', 28, "scale is tier 2, not 1"),
        (
            '"+1"',
            '"+9"\n    limits: {min_replicas: 2}'.replace("\n", "}\n").rstrip("}"),
            30,
            "leaves the replica bounds",
        ),
        ('"+1"', '"+3"}\n    limits: {max_pods: 2', 30, "above max_pods 2"),
    ],
)
def test_a_scale_step_wants_a_signed_change_within_its_bounds(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    (problem,) = _problems(tmp_path, GOOD + SCALE.replace(old, new, 1))
    assert problem.startswith(f"bad.yaml:{line}: ")
    assert said in problem


def test_scaling_down_is_tier_two(tmp_path: Path) -> None:
    down = SCALE.replace("+1", "-1").replace("tier: 1", "tier: 2")
    assert _load(tmp_path, good=GOOD + down).problems == ()


def test_a_runbook_without_steps_is_rejected(tmp_path: Path) -> None:
    head = GOOD[: GOOD.index("steps:")]
    assert "at least one step" in _problems(tmp_path, head + "steps: []\n")[0]


def test_all_faults_of_a_file_are_said_in_the_order_of_lines(tmp_path: Path) -> None:
    text = (
        GOOD.replace("tier: 1", "tier: 2")
        .replace("@responders", "@x")
        .replace("undo: roll forward", 'undo: ""')
    )
    assert [problem.split(":")[1] for problem in _problems(tmp_path, text)] == ["4", "20", "23"]


def test_of_two_files_with_one_id_or_cause_the_second_is_rejected(tmp_path: Path) -> None:
    library = _load(
        tmp_path, a=GOOD, b=GOOD.replace("slow-disk", "other"), c=GOOD.replace("oom-killed", "crash-loop")
    )
    assert [runbook.source for runbook in library.runbooks] == ["a.yaml"]
    assert [str(problem) for problem in library.problems] == [
        'b.yaml:6: the cause "oom-killed" is served by a.yaml already',
        'c.yaml:1: the id "slow-disk" is taken by a.yaml',
    ]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("id: a\nid: b\n", 2, 'the field "id" is given twice'),
        ("id: &x a\n", 1, "anchors and aliases"),
        ("id: a\nowner: *x\n", 2, "anchors and aliases"),
        ("id: a\nversion: !!int 3\n", 2, "tags are not allowed"),
        ("? [a]\n: b\n", 1, "a field's name is a word"),
        ("- a\n", 1, "a mapping of fields"),
        ("", 1, "a mapping of fields"),
        ("id: a\n---\nid: b\n", 2, "not YAML"),
        ("id: a\n\towner: b\n", 2, "not YAML"),
        ("id: [a\nowner: b\n", 2, "not YAML"),
        ("id: a\x07b\n", 1, "not YAML"),
        ("steps: " + "[" * 13 + "]" * 13, 1, "nested deeper"),
        ("#" * 100_001, 1, "longer than"),
    ],
)
def test_only_plain_yaml_is_read(tmp_path: Path, text: str, line: int, said: str) -> None:
    (problem,) = _problems(tmp_path, text)
    assert problem.startswith(f"bad.yaml:{line}: ")
    assert said in problem


@pytest.mark.parametrize("odd", ["0x1F", "1:30", "9" * 5000, "yes", "~", ".inf"])
def test_odd_spellings_of_numbers_are_problems_and_no_crash(tmp_path: Path, odd: str) -> None:
    assert _problems(tmp_path, GOOD.replace("version: 2", f"version: {odd}"))[0].startswith(
        "bad.yaml:2: version"
    )


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "short.yml").write_text(GOOD)
    (tmp_path / "notes.md").write_text("not a runbook")
    library = load(tmp_path, causes=CAUSES, groups=GROUPS)
    assert [(problem.file, problem.line) for problem in library.problems] == [
        ("bytes.yaml", 0),
        ("folder.yaml", 0),
        ("short.yml", 0),
    ]
    assert "named *.yaml" in library.problems[2].text


def test_the_groups_may_be_configured_with_or_without_the_at_sign(tmp_path: Path) -> None:
    _load(tmp_path, good=GOOD)
    assert load(tmp_path, causes=CAUSES, groups=["@responders", "@commanders"]).problems == ()


def test_the_shipped_runbooks_load() -> None:
    library = load(SHIPPED, causes=CAUSES, groups=GROUPS)
    assert [str(problem) for problem in library.problems] == []
    assert library.runbooks
    assert all(runbook.id == runbook.source.removesuffix(".yaml") for runbook in library.runbooks)


OFFERS = {
    "readiness-probe-port": "undo",
    "liveness-probe-port": "undo",
    "liveness-probe-timing": "undo",
    "bad-rollout": "undo",
    "configmap-missing": "undo",
    "secret-missing": "undo",
    "image-not-found": "undo",
    "oom-killed": "restart",
    "image-pull-auth": "",
    "image-registry-dns": "",
    "insufficient-cpu": "",
    "insufficient-memory": "",
    "service-selector-mismatch": "",
}


@pytest.mark.parametrize(("cause", "action"), OFFERS.items())
def test_what_the_shipped_runbooks_offer_to_change(cause: str, action: str) -> None:
    runbook = load(SHIPPED, causes=CAUSES, groups=GROUPS).for_cause(cause)
    assert runbook is not None
    assert runbook.steps[0].tool == "observe"
    changing = [step.tool for step in runbook.steps if TOOLS[step.tool]]
    assert changing == ([action] if action else [])


def test_what_the_shipped_runbooks_say_passes_the_language_guard() -> None:
    for runbook in load(SHIPPED, causes=CAUSES, groups=GROUPS).runbooks:
        said = [runbook.title]
        steps = [(step.title, step.expect, step.undo, step.prose) for step in runbook.steps]
        said += [runbook.prose, *(text for step in steps for text in step if text)]
        for text in said:
            assert judge(text).passed, (runbook.id, text, judge(text).rule)


def test_a_runbook_that_nobody_reviewed_for_a_year_is_a_warning_of_the_doctor(tmp_path: Path) -> None:
    library = _load(tmp_path, good=GOOD)
    book = library.runbooks[0]
    day = timedelta(days=1)
    fresh = runbooks(library, book.causes, book.reviewed + STALE)
    assert [one.verdict for one in fresh] == [Condition.OK]
    assert "nothing is ever proposed" not in fresh[0].said
    stale = runbooks(library, book.causes, book.reviewed + STALE + day)
    assert [(one.verdict, one.about) for one in stale] == [(Condition.WARN, book.source)]
    assert "for 1 nothing is ever proposed" in runbooks(library, [*book.causes, "x"], book.reviewed)[0].said
