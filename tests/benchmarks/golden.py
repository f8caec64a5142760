"""`make golden`: plays every scenario and keeps what the triage read, as the golden incidents that Lookout ships.

Each is an archive of a snapshot folder, with its label (what the scenario says is right) in `labels.jsonl`. A snapshot
is what a triage kept: without secrets, and of the sandbox's made-up cluster alone.
"""

import asyncio
import io
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot import logs
from bot.adapters.folder import GOLDEN
from bot.adapters.folder.cases import LABELS, line_of
from bot.adapters.folder.write import write_folder
from bot.cli.play import play
from bot.cli.stage import Stage
from bot.domain.diagnosis import VerdictKind
from bot.domain.label import Label
from bot.domain.snapshot import Snapshot
from bot.sandbox.scenario import load_scenario, scenario_names

SPEED = 3.0


def main() -> None:
    """Play them one after another and write all anew."""
    logs.configure("error", "console", str)
    GOLDEN.mkdir(exist_ok=True)
    lines = []
    for name in scenario_names():
        expect = load_scenario(name).expect
        label = Label(
            verdict=VerdictKind(expect.verdict),
            causes=expect.causes,
            subject=expect.subject,
            why="the sandbox's scenario says so",
        )
        file = f"{name}.tar.xz"
        with tempfile.TemporaryDirectory(prefix="lookout-golden-") as folder:
            snapshot = asyncio.run(captured(Path(folder) / "stage", name))
            write_folder(snapshot, Path(folder) / "case")
            (GOLDEN / file).write_bytes(packed(Path(folder) / "case"))
        lines.append(line_of(file, label))
        print(f"{file}: {(GOLDEN / file).stat().st_size} bytes, {label}", flush=True)
    (GOLDEN / LABELS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


async def captured(folder: Path, name: str) -> Snapshot:
    """What the triage of a scenario read."""
    async with Stage(folder, speed=SPEED) as stage:
        outcome = await play(stage, name, "watch")
        if outcome.problems:
            raise SystemExit(f"{name} did not end as it should: {outcome.problems}")
        async with stage.running.store.read() as tx:
            incident = await tx.incidents.at_message(*stage.fired[name])
            assert incident is not None
            first = (await tx.diagnoses.of(incident.id))[-1]
            snapshot = await tx.diagnoses.snapshot(first.id)
            assert snapshot is not None
            return snapshot


def packed(folder: Path) -> bytes:
    """The folder as an archive that is equal for equal content."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:xz", preset=9) as archive:
        for path in _files(folder):
            member = tarfile.TarInfo(path.relative_to(folder).as_posix())
            content = path.read_bytes()
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
