"""A runbook as a page for people: what it serves, and of every step its rights, limits, way back and exact command.

The same runbook gives the same bytes. What a file says stands in code or is escaped, as in `bot.render.markdown`.
"""

from collections.abc import Iterator, Sequence

from bot.domain.runbook import Limits, Runbook, Step
from bot.domain.tool import TOOLS
from bot.facts.by_template import command_of
from bot.render.markdown import fenced, plain, span
from bot.render.report import visible
from bot.render.words import count

_TIERS = {
    0: "reads only",
    1: "reversible and bounded",
    2: "risky: both humans give a reason, one change for each service and hour",
    3: "never done by Lookout",
}
_VARIABLES = (
    "In the commands, `$namespace`, `$kind` and `$name` are the object that the diagnosis is about (kind in small "
    "letters), `$service` is the incident's service. Set them and paste."
)


def page(runbook: Runbook) -> str:
    """The page in Markdown; it ends with a line break."""
    return "\n".join(_page(runbook)) + "\n"


def index(runbooks: Sequence[Runbook]) -> str:
    """The page that leads to all others: by cause, with what each may change."""
    lines = ["# Runbooks", "", "| cause | runbook | changes |", "|---|---|---|"]
    rows = sorted((cause, book) for book in runbooks for cause in book.causes)
    lines += [
        f"| {span(cause)} | [{plain(book.title)}]({book.id}.md) | {_changes(book)} |" for cause, book in rows
    ]
    return "\n".join(lines) + "\n"


def _page(runbook: Runbook) -> Iterator[str]:
    yield from (f"# {plain(runbook.title)}", "", "| | |", "|---|---|")
    yield f"| runbook | {span(runbook.id)}, version {runbook.version} |"
    yield f"| owner | {span(runbook.owner)} |"
    yield f"| last reviewed | {runbook.reviewed} |"
    yield f"| serves | {', '.join(map(span, runbook.causes))} |"
    yield f"| may change | {_changes(runbook)} |"
    yield f"| if it does not help | {span(runbook.escalation)} |"
    yield ""
    if runbook.prose.strip():
        yield from (plain(runbook.prose), "")
    yield from (_VARIABLES, "")
    for number, step in enumerate(runbook.steps, 1):
        yield from _step(number, step, runbook)


def _step(number: int, step: Step, runbook: Runbook) -> Iterator[str]:
    change = step.tool in TOOLS
    yield from (f"## {number}. {plain(step.title)}", "")
    yield f"- **Step** {span(step.id)}: {'change' if change else 'check'} with {span(step.tool)}{_told(step)}"
    yield f"- **Tier** {step.tier}: {_TIERS[step.tier]}"
    yield f"- **Rights**: {', '.join(map(span, step.needs)) or 'none'}"
    if change:
        yield f"- **Limits**: {_limits(step.limits, step.tool)}"
        yield f"- **Expect** within {step.expect_within} s: {plain(step.expect)}"
        yield f"- **Undo**: {plain(step.undo)}"
        yield f"- **If it does not help**: {span(step.escalation or runbook.escalation)}"
    elif step.expect:
        yield f"- **Look for**: {plain(step.expect)}"
    yield ""
    if step.prose.strip():
        yield from (plain(step.prose), "")
    command = command_of(step.tool, step.arguments) if change else step.command
    if change:
        yield from (
            "Lookout does this after a commander approved and the owner confirmed. The same by hand:",
            "",
        )
    yield from (*fenced([visible(command)], "sh"), "")


def _told(step: Step) -> str:
    told = ", ".join(f"{name}={value}" for name, value in sorted(step.arguments.items()))
    return f", {span(told)}" if told else ""


def _limits(limits: Limits, tool: str) -> str:
    said = [
        count(limits.max_pods, "pod"),
        f"{limits.max_share:.0%} of the ready replicas",
        f"{count(limits.per_hour, 'change')} for a service in an hour",
    ]
    if tool == "scale":
        said.append(f"{limits.min_replicas} to {limits.max_replicas} replicas")
    if tool == "cordon":
        said = [f"{limits.min_nodes_share:.0%} of the nodes stay open to new pods", said[2]]
    return ", ".join(said)


def _changes(runbook: Runbook) -> str:
    changes = dict.fromkeys(step.tool for step in runbook.steps if step.tool in TOOLS)
    return ", ".join(map(span, changes)) or "nothing"
