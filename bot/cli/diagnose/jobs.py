"""What `lookout diagnose` is asked for, and one job for each thing to diagnose."""

from pathlib import Path
from typing import NamedTuple

from bot.cli.say import refuse

FORMATS = ("text", "markdown", "json", "jsonl")
FAIL_ON = {"never": (), "fault": ("fault",), "unsure": ("fault", "unsure")}
STDIN = "-"


class Asked(NamedTuple):
    """The command line. Snapshots are paths, "-" is standard input; without any, a live cluster is meant."""

    snapshots: tuple[str, ...] = ()
    output: str = "text"
    fail_on: str = "never"
    save: str = ""
    namespace: str = ""
    workload: str = ""
    kubeconfig: str = ""
    context: str = ""
    prometheus: str = ""
    alertmanager: str = ""


class Job(NamedTuple):
    """One snapshot to be read and diagnosed, or (without a path) the live cluster; plain, for other processes."""

    asked: Asked
    path: str
    name: str
    save: str
    width: int


def jobs_of(asked: Asked, width: int) -> list[Job]:
    """The jobs, in the order of asking; ends the command with a sentence where the words contradict each other."""
    live = asked.kubeconfig or asked.context or asked.prometheus or asked.alertmanager
    if asked.snapshots and live:
        raise refuse(
            "a snapshot was read before: --context, --kubeconfig and the like belong to a live cluster"
        )
    if not asked.snapshots:
        if not asked.namespace:
            raise refuse(
                "what is to be diagnosed? Give snapshots (folders, archives, dumps), "
                "or --namespace (with --context) for a live cluster"
            )
        return [Job(asked, "", f"{asked.context or 'cluster'}/{asked.namespace}", asked.save, width)]
    names = [_name(one) for one in asked.snapshots]
    if asked.save and len(set(names)) < len(names):
        raise refuse("two snapshots have one name, so they cannot be saved side by side")
    many = len(names) > 1
    return [
        Job(asked, path, name, str(Path(asked.save) / name) if asked.save and many else asked.save, width)
        for path, name in zip(asked.snapshots, names, strict=True)
    ]


def _name(path: str) -> str:
    return "stdin" if path == STDIN else Path(path).name or Path(path).resolve().name
