"""`lookout diagnose`: the rules on snapshot folders, for people or for programs."""

import json
import time
from importlib.metadata import version
from pathlib import Path

from bot.adapters.folder import read_folder
from bot.cli.say import refuse
from bot.diagnosis import diagnose
from bot.diagnosis.jsonl import as_json
from bot.domain.diagnosis import Diagnosis
from bot.redaction import redact, redact_value

FORMATS = ("text", "jsonl")
ONE_RUN = b"one run of the command"
"""A folder may come from anywhere; what is printed of it carries no secret, marked alike within one run."""


def main(folders: list[str], output: str) -> None:
    """One diagnosis for each folder; 2 if a folder is not there."""
    if output not in FORMATS:
        raise refuse(f"there is no format {output!r}; the formats are {', '.join(FORMATS)}")
    for folder in folders:
        path = Path(folder)
        if not path.is_dir():
            raise refuse(
                f"{folder} is no folder; a snapshot is a folder as `kubectl cluster-info dump` writes it"
            )
        began = time.perf_counter()
        found = diagnose(read_folder(path), version=version("lookout"))
        found = found.model_copy(update={"duration_ms": round((time.perf_counter() - began) * 1000)})
        if output == "jsonl":
            print(json.dumps(redact_value(as_json(path.name, found), ONE_RUN), ensure_ascii=False))
        else:
            print(redact("\n".join(_lines(path.name, found)), ONE_RUN))


def _lines(name: str, found: Diagnosis) -> list[str]:
    lines = [f"{name}: {found.verdict.value}"]
    for one in found.hypotheses:
        lines.append(f"  {one.rank}. {one.cause} ({one.confidence:.2f}) {one.subject}: {one.statement}")
        for evidence_id in one.evidence:
            item = found.quoted(evidence_id)
            lines += [
                f"     {item.id}│ {line}" for line in (f"{item.source} {item.ref}", *item.quote.splitlines())
            ]
        lines += [f"     refuted by: {one.refuted_by}", f"     next check: {one.next_check}"]
    lines += [f"  not read: {gap.what} ({gap.why})" for gap in found.gaps]
    return lines
