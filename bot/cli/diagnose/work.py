"""One job after the other, or side by side on all cores where there are many; the order of asking is kept."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from bot.adapters.clock import SystemClock
from bot.adapters.folder import read_snapshot, write_folder
from bot.cli.diagnose.jobs import STDIN, Job
from bot.diagnosis import diagnose
from bot.diagnosis.jsonl import as_json
from bot.domain.diagnosis import Diagnosis, VerdictKind
from bot.domain.errors import OutsideError
from bot.domain.snapshot import Gap, Snapshot
from bot.facts.clean import redacted
from bot.redaction import redact, redact_value
from bot.render.markdown import markdown
from bot.render.report import Line, report
from bot.settings.error import SettingsError

ONE_RUN = b"one run of the command"
_FEW = 3  # so few are done before other processes have started

Shown = str | list[Line]


class Outcome(NamedTuple):
    """One job done: its verdict and what is printed of it, or (and) the problem that there was."""

    verdict: str = ""
    shown: Shown = ""
    problem: str = ""


def outcomes(jobs: list[Job]) -> Iterator[Outcome]:
    """What came of the jobs, in their order."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    here = len(jobs) < _FEW or cores == 1 or any(job.path == STDIN for job in jobs)
    if here:
        yield from map(done, jobs)
        return
    with ProcessPoolExecutor(min(cores, len(jobs))) as pool:
        pending = [pool.submit(done, job) for job in jobs]
        for job, one in zip(jobs, pending, strict=True):
            try:
                yield one.result()
            except BrokenExecutor:
                yield Outcome(
                    problem=f"{job.path}: not diagnosed, a process was ended from outside (memory?)"
                )


def done(job: Job) -> Outcome:
    """Read, diagnose and render one."""
    try:
        snapshot = _read(job)
        found = _diagnosed(snapshot)
        if job.save:
            write_folder(redacted(snapshot, ONE_RUN) if job.path else snapshot, Path(job.save))
    except OutsideError as error:
        return Outcome(problem=str(error))
    except SettingsError as error:
        return Outcome(problem="; ".join(error.problems))
    lost = bool(snapshot.gaps) and not snapshot.objects
    problem = f"{job.path or job.name}: nothing of it could be read" if lost else ""
    return Outcome(found.verdict.value, _shown(job, found), problem)


def _read(job: Job) -> Snapshot:
    now, asked = SystemClock().now(), job.asked
    if not job.path:
        from bot.cli.diagnose.live import (
            read_live,
        )  # its client takes a second to import, and snapshots need none

        return asyncio.run(read_live(asked, ONE_RUN))
    if job.path != STDIN:
        snapshot = read_snapshot(Path(job.path), now=now, namespace=asked.namespace)
    else:
        with tempfile.NamedTemporaryFile(prefix="lookout-") as file:
            while part := sys.stdin.buffer.read(1 << 20):
                file.write(part)
            file.flush()
            snapshot = read_snapshot(Path(file.name), now=now, namespace=asked.namespace)
    service = asked.workload.rpartition("/")[2] or snapshot.scope.service
    return snapshot.model_copy(update={"scope": snapshot.scope.model_copy(update={"service": service})})


def _diagnosed(snapshot: Snapshot) -> Diagnosis:
    began = time.perf_counter()
    try:
        found = diagnose(snapshot, version=version("lookout"))
    except Exception as error:  # noqa: BLE001 - one snapshot's oddity must not lose the answers on the others
        gap = Gap(what="the diagnosis", why=f"the rules failed on what was read ({type(error).__name__})")
        found = Diagnosis(
            verdict=VerdictKind.UNSURE,
            gaps=(*snapshot.gaps, gap),
            reads=snapshot.reads,
            taken_at=snapshot.taken_at,
            made_by=f"rules {version('lookout')}",
        )
    return found.model_copy(update={"duration_ms": round((time.perf_counter() - began) * 1000)})


def _shown(job: Job, found: Diagnosis) -> Shown:
    """What is printed; a snapshot may come from anywhere, so it carries no secret, marked alike within one run."""
    if job.asked.output == "text":
        return [(style, redact(line, ONE_RUN)) for style, line in report(job.name, found, width=job.width)]
    if job.asked.output == "markdown":
        return redact(markdown(job.name, found), ONE_RUN)
    return json.dumps(redact_value(as_json(job.name, found), ONE_RUN), ensure_ascii=False)
