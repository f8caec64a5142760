"""Runbook files: the sound ones load, a bad one is a problem with file and line, and nothing is implicit."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.adapters.runbooks import Library, load
from bot.adapters.runbooks.checks import STALE, runbooks
from bot.adapters.runbooks.fault import Severity
from bot.detectors.catalogue import CAUSES
from bot.domain.check import Condition
from tests.adapters.runbook_files import GOOD, GROUPS, SCALE


def _load(folder: Path, **files: str) -> Library:
    folder.mkdir(exist_ok=True)
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
    assert runbook.steps[1].limits.per_hour == 1
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
        ("version: 2\n", "version: 2\nowners: x\n", 4, 'unknown field "owners", did you mean "owner"?'),
        (
            "    tool: undo\n",
            "    tool: undo\n    tire: 1\n",
            22,
            'unknown field "tire", did you mean "tier"?',
        ),
        ("max_pods: 5", "max_podz: 5", 24, 'steps.1.limits.max_podz: unknown field "max_podz"'),
        ("title: Disk is slow\n", "", 1, "title: missing"),
        ("    title: The pods\n", "", 12, "steps.0.title: missing"),
        ("version: 2", 'version: "2"', 3, "version: input should be a valid integer, got '2'"),
        ("version: 2", "version: 0", 3, "greater than or equal to 1"),
        ("max_share: 1.0", "max_share: .nan", 24, "steps.1.limits.max_share"),
        ("max_share: 1.0", "max_share: 1.5", 24, "less than or equal to 1"),
        ("2026-11-20", "2026-13-20", 6, "reviewed: input should be a valid date"),
        ("    tier: 0", "    tier: 4", 15, "steps.0.tier"),
        ("[list pods]", "list pods", 16, "steps.0.needs"),
        ("title: Disk is slow", 'title: "\\ud800"', 4, "a hidden character (U+D800)"),
        ("id: slow-disk", "id: slow-disk\nsource: me", 3, 'the field "source" is set by Lookout'),
        ("id: slow-disk", "id: Slow Disk", 2, "small-words-with-hyphens"),
        ("title: Disk is slow", 'title: " "', 4, "the title is empty"),
        ("[oom-killed]", "[]", 7, "at least one cause"),
        ("[oom-killed]", "[oom-kiled]", 7, 'the cause "oom-kiled", did you mean "oom-killed"?'),
        ("[oom-killed]", "[oom-killed, oom-killed]", 7, "given twice"),
        ('owner: "@responders"', 'owner: "@respondres"', 5, 'did you mean "responders"?'),
        ('owner: "@responders"', "owner: responders", 5, 'neither a group handle such as "@responders"'),
        ('escalation: "@commanders"', 'escalation: "@ceo"', 8, 'unknown group "@ceo"'),
        ("id: look", "id: Look!", 12, "small-words-with-hyphens"),
        ("title: The pods", 'title: ""', 13, "step look: the title is empty"),
        ("id: undo", "id: look", 19, 'the step id "look" is given twice'),
        ("[list pods]", "[pods]", 16, '"pods" is not of the form'),
        ("tool: undo", "tool: und", 21, 'unknown tool "und", did you mean "undo"?'),
        ("tool: undo", "tool: drain", 21, 'unknown tool "drain"'),
        ("    tier: 1", "    tier: 0", 22, "undo is tier 1, not 0"),
        ("    tier: 0", "    tier: 1", 15, "observe is tier 0, not 1"),
        ("    tier: 1", "    tier: 1\n    arguments: {to: 3}", 23, "steps.1.arguments.to"),
        ("    tier: 1", '    tier: 1\n    arguments: {to: "3"}', 23, 'the tool undo has no argument "to"'),
        ("undo: roll forward", "undo: kubectl -n $ns x", 25, 'step undo: unknown variable "$ns"'),
        ("kubectl -n $namespace get pods", "kubectl get $kind/$name", 16, '"get deployments" or the like'),
        ("    undo: roll forward\n", "", 19, 'step undo: a step that changes something wants "undo"'),
        ("    expect: pods are ready\n", "", 19, 'step undo: a step that changes something wants "expect"'),
        (
            "[get deployments, patch deployments]",
            "[get deployments]",
            23,
            'the step takes "patch deployments" too',
        ),
        ("{max_pods: 5", "{min_replicas: 11, max_pods: 5", 24, "min_replicas 11 is above max_replicas 10"),
        ("    command: kubectl -n $namespace get pods\n", "", 12, "wants a command to paste"),
        ("$namespace", "$ns", 17, 'unknown variable "$ns"'),
        ("$namespace", "${ns}", 17, 'unknown variable "$ns"'),
        ("get pods\n", "delete pods\n", 17, '"delete pods" is no reading command'),
        (
            "get pods\n",
            "rollout undo deployment/x\n",
            17,
            '"rollout undo deployment/x" is no reading command',
        ),
        ("get pods\n", "get pods && kubectl scale --replicas=0 x\n", 17, '"scale x" is no reading command'),
        ("kubectl -n $namespace get pods", "kubectl", 17, "is no reading command"),
        ("get pods\n", "get pods 'x\n", 17, "not a command that a shell takes"),
        ("get pods\n", "get pods " + "x" * 300 + "\n", 17, "one line of at most 300"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in GOOD
    problems = _problems(tmp_path, GOOD.replace(old, new, 1))
    assert [one for one in problems if one.startswith(f"bad.yaml:{line}: ") and said in one], problems


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"+1"', "+1", 31, "valid string"),
        ('"+1"', '"4"', 31, 'such as "+1"'),
        ('"+1"', '"+0"', 31, 'such as "+1"'),
        ('    arguments: {replicas: "+1"}\n', "", 27, 'such as "+1"'),
        ('"+1"', '"-1"', 30, "scale is tier 2, not 1"),
        (
            '"+1"',
            '"+9"\n    limits: {min_replicas: 2}'.replace("\n", "}\n").rstrip("}"),
            32,
            "leaves the replica bounds",
        ),
        ('"+1"', '"+3"}\n    limits: {max_pods: 2', 32, "above max_pods 2"),
    ],
)
def test_a_scale_step_wants_a_signed_change_within_its_bounds(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    problems = _problems(tmp_path, GOOD + SCALE.replace(old, new, 1))
    assert [one for one in problems if one.startswith(f"bad.yaml:{line}: ") and said in one], problems


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
    assert [problem.split(":")[1] for problem in _problems(tmp_path, text)] == ["5", "22", "25"]


def test_of_two_files_with_one_id_or_cause_the_second_is_rejected(tmp_path: Path) -> None:
    library = _load(
        tmp_path, a=GOOD, b=GOOD.replace("slow-disk", "other"), c=GOOD.replace("oom-killed", "crash-loop")
    )
    assert [runbook.source for runbook in library.runbooks] == ["a.yaml"]
    assert [str(problem) for problem in library.problems] == [
        'b.yaml:7: the cause "oom-killed" is served by a.yaml already: join the two',
        'c.yaml:2: the id "slow-disk" is taken by a.yaml: a record names its runbook by it',
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
        ("id: a\n\towner: b\n", 2, "a tab in the indentation"),
        ("id: [a\nowner: b\n", 2, "not YAML"),
        ("id: a\nb: a\x07b\n", 2, "does not take (U+0007)"),
        ("steps: " + "[" * 13 + "]" * 13, 1, "nested deeper"),
        ("#" * 100_001, 1, "longer than"),
    ],
)
def test_only_plain_yaml_is_read(tmp_path: Path, text: str, line: int, said: str) -> None:
    problems = _problems(tmp_path, text)
    assert [one for one in problems if one.startswith(f"bad.yaml:{line}: ") and said in one], problems


@pytest.mark.parametrize("odd", ["0x1F", "1:30", "9" * 5000, "yes", "~", ".inf", "1.0e+400", "-1.0e+400"])
def test_odd_spellings_of_numbers_are_problems_and_no_crash(tmp_path: Path, odd: str) -> None:
    assert _problems(tmp_path, GOOD.replace("version: 2", f"version: {odd}"))[0].startswith(
        "bad.yaml:3: version"
    )


def test_the_groups_may_be_configured_with_or_without_the_at_sign(tmp_path: Path) -> None:
    _load(tmp_path, good=GOOD)
    assert load(tmp_path, causes=CAUSES, groups=["@responders", "@commanders"]).problems == ()


def test_a_runbook_that_nobody_reviewed_for_a_year_is_a_warning_of_the_doctor(tmp_path: Path) -> None:
    library = _load(tmp_path, good=GOOD)
    book = library.runbooks[0]
    day = timedelta(days=1)
    fresh = runbooks(library, book.causes, book.reviewed + STALE)
    assert [one.verdict for one in fresh] == [Condition.OK]
    stale = runbooks(library, book.causes, book.reviewed + STALE + day)
    assert [(one.verdict, one.about) for one in stale] == [(Condition.WARN, book.source)]
    assert "366 days ago" in stale[0].said


def test_the_doctor_names_the_causes_that_no_runbook_serves(tmp_path: Path) -> None:
    library = _load(tmp_path, good=GOOD)
    bare = runbooks(library, [*"gfedcba", "oom-killed"], date(2026, 11, 20))
    assert [one.verdict for one in bare] == [Condition.WARN]
    assert "none serves a, b, c, d, e and 2 more" in bare[0].said


def test_the_age_of_a_review_is_a_warning_only_and_asks_for_a_day(tmp_path: Path) -> None:
    _load(tmp_path, good=GOOD)
    old = load(tmp_path, causes=CAUSES, groups=GROUPS, today=date(2027, 11, 21))
    assert [(one.line, one.severity) for one in old.warnings] == [(6, Severity.WARNING)]
    assert "@responders reads it" in old.warnings[0].text
    assert old.runbooks
    early = load(tmp_path, causes=CAUSES, groups=GROUPS, today=date(2026, 11, 19))
    assert "is yet to come" in early.warnings[0].text
    assert load(tmp_path, causes=CAUSES, groups=GROUPS, today=date(2027, 11, 20)).warnings == ()


def test_a_check_without_an_expectation_is_a_warning(tmp_path: Path) -> None:
    library = _load(tmp_path, good=GOOD.replace("    expect: all ready\n", ""))
    assert [(one.line, one.severity) for one in library.warnings] == [(12, Severity.WARNING)]
    assert library.runbooks


@pytest.mark.parametrize(
    ("told", "line", "said"),
    [
        ("schema: 2", 1, "schema 2 is not one that this Lookout reads (1 is): a newer Lookout may"),
        ("schema: 0", 1, 'write "schema: 1"'),
        ('schema: "1"', 1, "schema '1' is not one"),
        ("schema: true", 1, "schema True is not one"),
        ("schema:", 1, "schema None is not one"),
        ("schema: [1]", 1, "schema [1] is not one"),
    ],
)
def test_a_file_of_another_schema_is_refused_and_nothing_else_is_said_of_it(
    tmp_path: Path, told: str, line: int, said: str
) -> None:
    text = GOOD.replace("schema: 1", told).replace("tool: undo", "tool: teleport")
    (problem,) = _problems(tmp_path, text)
    assert problem.startswith(f"bad.yaml:{line}: ")
    assert said in problem


def test_a_file_that_names_no_schema_is_told_to_and_judged_all_the_same(tmp_path: Path) -> None:
    text = GOOD.replace("schema: 1\n", "").replace("tool: undo", "tool: teleport")
    first, second = _problems(tmp_path, text)
    assert first == 'bad.yaml:1: the field "schema" is missing: begin the file with "schema: 1"'
    assert 'bad.yaml:20: step undo: unknown tool "teleport"' in second


def test_every_fault_of_form_and_meaning_is_said_at_once_and_none_twice(tmp_path: Path) -> None:
    text = (
        GOOD.replace("version: 2", 'version: "2"')
        .replace("[oom-killed]", "[oom-kiled, 7]")
        .replace("title: The pods", "title: 3")
        .replace("max_pods: 5", "max_pods: 0")
        .replace("tool: undo", "tool: und")
    )
    problems = _problems(tmp_path, text)
    lines = [int(one.split(":")[1]) for one in problems]
    assert lines == [3, 7, 7, 13, 21, 24]
    assert "a step that may touch no pod can never be allowed" in problems[-1]


def test_a_broken_file_takes_neither_id_nor_cause_from_a_sound_one(tmp_path: Path) -> None:
    library = _load(tmp_path, a=GOOD.replace("tier: 1", "tier: 2"), b=GOOD)
    assert [one.source for one in library.runbooks] == ["b.yaml"]
    assert [(one.file, one.line) for one in library.problems] == [
        ("a.yaml", 2),
        ("a.yaml", 7),
        ("a.yaml", 22),
    ]


def test_a_person_is_one_of_the_configuration(tmp_path: Path) -> None:
    _load(tmp_path, good=GOOD.replace('"@responders"', "U0DANA"))
    assert load(tmp_path, causes=CAUSES, groups=GROUPS, people=["U0DANA"]).problems == ()
    (problem,) = load(tmp_path, causes=CAUSES, groups=GROUPS, people=["U0BOB"]).problems
    assert 'unknown person "U0DANA"' in problem.text


def test_a_step_may_name_whom_to_wake_and_only_who_exists(tmp_path: Path) -> None:
    step = '    expect: pods are ready\n    escalation: "@commanders"\n'
    library = _load(tmp_path, good=GOOD.replace("    expect: pods are ready\n", step))
    assert library.runbooks[0].steps[1].escalation == "@commanders"
    bad = GOOD.replace("    expect: pods are ready\n", step.replace("comm", "c0mm"))
    (problem,) = _problems(tmp_path / "bad", bad)
    assert "bad.yaml:27: step undo: escalation: unknown group" in problem


def test_a_secret_in_a_runbook_is_a_problem_and_is_not_shown(tmp_path: Path) -> None:
    prose = "  For people. The password is in the vault.\n"
    assert _load(tmp_path, good=GOOD.replace("  For people.\n", prose)).problems == ()
    token = "ghp_" + "a1B2" * 9
    (problem,) = _problems(tmp_path / "bad", GOOD.replace("  For people.\n", f"  For people: {token}\n"))
    assert "bad.yaml:9: holds what looks like a secret" in problem
    assert token not in problem


def test_a_command_of_a_change_is_lookouts_to_write(tmp_path: Path) -> None:
    text = GOOD + "    command: kubectl rollout undo deployment/x\n"
    (problem,) = _problems(tmp_path, text)
    assert "bad.yaml:27: step undo: the command of a change is written by Lookout" in problem


@pytest.mark.parametrize(
    ("tool", "limits", "field"),
    [
        ("restart", "{max_share: 0.5}", "max_share"),
        ("restart", "{min_replicas: 4, max_pods: 3}", "max_pods"),
        ("delete-pod", "{max_share: 0.05}", "max_share"),
        ("evict-pod", "{max_share: 0.2, max_replicas: 4}", "max_share"),
        ("cordon", "{min_nodes_share: 1.0}", "min_nodes_share"),
    ],
)
def test_limits_that_no_target_meets_are_a_problem(
    tmp_path: Path, tool: str, limits: str, field: str
) -> None:
    step = {"tool": tool, "tier": "2" if "pod" in tool else "1"}
    text = GOOD.replace("{max_pods: 5, max_share: 1.0, per_hour: 1}", limits)
    text = text.replace("tool: undo", f"tool: {step['tool']}").replace("tier: 1", f"tier: {step['tier']}")
    needs = "[get pods, delete pods, create pods/eviction, get deployments, patch deployments, get nodes, patch nodes]"
    (problem,) = _problems(tmp_path, text.replace("[get deployments, patch deployments]", needs))
    assert "bad.yaml:24: step undo: no target can satisfy the limits" in problem
    assert field in problem
