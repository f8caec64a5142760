"""A runbook's page: all that a person needs to run it by hand, and nothing of it breaks out of its place."""

from datetime import date

import pytest

from bot.domain.runbook import Limits, Runbook, Step
from bot.domain.tool import TOOLS
from bot.gates.tiers import TOOLS as TIERS
from bot.render.runbook import index, page

LOOK = Step(
    id="look",
    title="The pods",
    tool="observe",
    tier=0,
    needs=("list pods",),
    command="kubectl -n $namespace get pods",
    expect="all ready",
)
UNDO = Step(
    id="undo",
    title="The previous revision back",
    tool="undo",
    tier=1,
    needs=("get deployments", "patch deployments"),
    limits=Limits(max_pods=7, max_share=0.5, per_hour=1),
    undo="roll forward",
    expect="pods are ready",
    expect_within=120,
    prose="Ask whoever released.",
)
BOOK = Runbook(
    id="slow-disk",
    version=3,
    title="Disk is slow",
    owner="@responders",
    reviewed=date(2026, 11, 20),
    causes=("oom-killed", "crash-loop"),
    steps=(LOOK, UNDO),
    escalation="@commanders",
    prose="For people.\nTwo lines.",
)


def _with(step: Step) -> str:
    return page(BOOK.model_copy(update={"steps": (step,)}))


def test_the_page_as_a_whole() -> None:
    assert (
        page(BOOK)
        == """\
# Disk is slow

| | |
|---|---|
| runbook | `slow-disk`, version 3 |
| owner | `@responders` |
| last reviewed | 2026-11-20 |
| serves | `oom-killed`, `crash-loop` |
| may change | `undo` |
| if it does not help | `@commanders` |

For people. Two lines.

In the commands, `$namespace`, `$kind` and `$name` are the object that the diagnosis is about (kind in small letters), \
`$service` is the incident's service. Set them and paste.

## 1. The pods

- **Step** `look`: check with `observe`
- **Tier** 0: reads only
- **Rights**: `list pods`
- **Look for**: all ready

```sh
kubectl -n $namespace get pods
```

## 2. The previous revision back

- **Step** `undo`: change with `undo`
- **Tier** 1: reversible and bounded
- **Rights**: `get deployments`, `patch deployments`
- **Limits**: 7 pods, 50% of the ready replicas, 1 change for a service in an hour
- **Expect** within 120 s: pods are ready
- **Undo**: roll forward
- **If it does not help**: `@commanders`

Ask whoever released.

Lookout does this after a commander approved and the owner confirmed. The same by hand:

```sh
kubectl -n $namespace rollout undo deployment/$name
```

"""
    )


def test_a_step_tells_whom_to_wake_and_what_the_tool_is_told() -> None:
    scale = UNDO.model_copy(
        update={
            "tool": "scale",
            "arguments": {"replicas": "+1"},
            "escalation": "U0DANA",
            "needs": (),
            "prose": "",
        }
    )
    text = _with(scale)
    assert "change with `scale`, `replicas=+1`" in text
    assert "**If it does not help**: `U0DANA`" in text
    assert "1 to 10 replicas" in text
    assert "**Rights**: none" in text


def test_a_cordon_is_bounded_by_nodes() -> None:
    text = _with(UNDO.model_copy(update={"tool": "cordon", "limits": Limits(min_nodes_share=0.7)}))
    assert "**Limits**: 70% of the nodes stay open to new pods, 2 changes" in text


def test_a_runbook_of_checks_changes_nothing() -> None:
    text = page(BOOK.model_copy(update={"steps": (LOOK.model_copy(update={"expect": ""}),), "prose": ""}))
    assert "| may change | nothing |" in text
    assert "Look for" not in text


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_tool_has_its_command(tool: str) -> None:
    told = {"replicas": "-1"} if tool == "scale" else {}
    text = _with(UNDO.model_copy(update={"tool": tool, "tier": TIERS.get(tool, 2), "arguments": told}))
    assert "kubectl" in text.split("```sh")[1]


def test_nothing_that_a_file_says_breaks_out_of_its_place() -> None:
    odd = "a|b\n# c `d` <img src=x> [e](f)"
    step = LOOK.model_copy(update={"title": odd, "expect": odd, "command": "x\n```\n# y", "prose": odd})
    text = page(BOOK.model_copy(update={"title": odd, "steps": (step,), "prose": odd}))
    assert text.count("\n# ") == 1
    assert "<img" not in text.replace("\\<img", "")
    assert "](f)" not in text.replace("\\](f)", "")


def test_the_index_leads_from_causes_to_pages() -> None:
    lines = index([BOOK]).splitlines()
    assert lines[4:] == [
        "| `crash-loop` | [Disk is slow](slow-disk.md) | `undo` |",
        "| `oom-killed` | [Disk is slow](slow-disk.md) | `undo` |",
    ]
