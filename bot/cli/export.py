"""`lookout export`: one incident as a folder that a person can read and a program can verify."""

import asyncio
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

from bot.adapters.clock import SystemClock
from bot.adapters.folder import write_folder
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.say import refuse, sentences
from bot.domain.ledger import LedgerHead
from bot.domain.snapshot import Snapshot
from bot.render.exported import read_me
from bot.render.picture import svg
from bot.render.postmortem.document import document
from bot.render.postmortem.drawing import picture_of
from bot.render.report import report
from bot.reports.timeline import timeline
from bot.settings.environment import read_environment
from bot.triage.export import Exported, gather, snapshots
from bot.triage.heads import line_of
from bot.triage.postmortem import number_of

Found = tuple[Exported, Mapping[int, Snapshot], datetime]
SUMS = "SHA256SUMS"


def export(word: str, folder: str) -> None:
    """Write the folder, whole or not at all, and say what is in it.

    Raises:
        typer.Exit: 2, there is no such record or incident, or the folder is there already or cannot be written.
    """
    number, into = number_of(word), Path(folder)
    if number is None:
        raise refuse(f"{word!r} names no incident; an incident is named as I-12 or 12")
    if into.exists():
        raise refuse(f"{into} is there already, and an export overwrites nothing: name another folder")
    with sentences():
        url = read_environment().database_url
    record_of(url)
    with sentences():
        found = asyncio.run(_read(url, number))
    if found is None:
        raise refuse(f"there is no incident I-{number} in this record")
    part = into.with_name(f".{into.name}.part")
    try:
        rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700, parents=True)
        with sentences():
            _write(part, *found)
        part.replace(into)
    except OSError as problem:
        raise refuse(f"{into} cannot be written ({problem.strerror}); nothing of it was kept") from None
    finally:
        rmtree(part, ignore_errors=True)
    exported, kept, _ = found
    print(
        f"I-{number} in {into}: {len(exported.rows)} rows, {len(exported.diagnoses)} diagnoses, {len(kept)} snapshots, "
        f"{len(exported.runs)} recordings, {len(exported.letters)} messages, {len(exported.proposals)} proposals"
    )
    print(f"It holds what was said in {exported.incident.channel}: give it only to who can see that channel.")
    print(f"begin with {into / 'README.txt'}")


async def _read(url: str, number: int) -> Found | None:
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.read() as tx:
            exported = await gather(tx, number)
            if exported is None:
                return None
            return exported, await snapshots(tx, exported.diagnoses), tx.now
    finally:
        await store.close()


def _write(folder: Path, exported: Exported, kept: Mapping[int, Snapshot], at: datetime) -> None:
    forgotten = [one.id for one in exported.diagnoses if not one.refines and one.id not in kept]
    texts = {"README.txt": read_me(exported.incident, at=at, forgotten=forgotten), **dict(_texts(exported))}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for number, snapshot in kept.items():
        write_folder(snapshot, folder / "snapshots" / f"D-{number}")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _texts(exported: Exported) -> Iterator[tuple[str, str]]:
    incident, rows = exported.incident, exported.rows
    yield "incident.json", _json(incident.model_dump(mode="json"))
    lines = "".join(f"- {line}\n" for line in timeline(rows))
    yield "timeline.md", f"# I-{incident.number}: timeline (UTC)\n\n{lines}"
    yield "ledger.jsonl", "".join(f"{_line(row.model_dump(mode='json'))}\n" for row in rows)
    last = rows[-1]
    head = LedgerHead(incident_id=incident.id, rows=len(rows), digest=last.digest, at=last.at)
    yield "heads.jsonl", f"{line_of(head)}\n"
    yield "messages.json", _json([letter.model_dump(mode="json") for letter in exported.letters])
    yield "postmortem.md", document(exported.postmortem, {}, picture="postmortem.svg")
    yield "postmortem.svg", svg(picture_of(exported.postmortem, {}))
    for past in exported.diagnoses:
        told = {"id": past.id, "refines": past.refines, "at": past.at.isoformat()}
        name = f"diagnoses/D-{past.id}"
        yield f"{name}.json", _json(told | {"diagnosis": past.diagnosis.model_dump(mode="json")})
        yield f"{name}.txt", "".join(f"{line}\n" for _, line in report(f"D-{past.id}", past.diagnosis))
    for proposal in exported.proposals:
        yield f"proposals/P-{proposal.number}.json", _json(proposal.model_dump(mode="json"))
    for number, (run, pieces) in enumerate(sorted(exported.runs.items()), 1):
        body = [{"run": run, **piece.model_dump(mode="json")} for piece in pieces]
        yield f"model/{number:03}.jsonl", "".join(f"{json.dumps(one, sort_keys=True)}\n" for one in body)


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


def _line(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
