"""One prompt's file: a few fields between two lines of `---`, and then the text, exactly as the model is told it.

A file is named by what it holds (`investigate-2.md`), and stays as it is from the day on which it was locked: a better
text is the next version in the next file, so that a release of last month can still be used.
"""

import hashlib
import re
from collections.abc import Collection
from datetime import date
from pathlib import Path

from pydantic import Field

from bot.adapters.prompts.document import Document, parse, read_text
from bot.adapters.prompts.fault import Fault
from bot.adapters.prompts.formed import formed
from bot.domain.noun import Noun
from bot.domain.release import Prompt

MARK = "---\n"
FIRST = 2
"""The line of a file on which its fields begin."""
_USER = re.compile(r"[UW][A-Z0-9]+")


class Front(Noun):
    """The fields of a file. `owner` is "@" and a handle, or a Slack user's id; `reviewed` the day of a last look."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    version: int = Field(ge=1)
    owner: str
    reviewed: date | None = None


def read_prompt(path: Path, owners: Collection[str]) -> Prompt | list[Fault]:
    """The prompt in a file, or everything that is wrong with it. `owners` are handles without "@", and users' ids."""
    text = read_text(path)
    if isinstance(text, Fault):
        return [text]
    fields, closed, body = text.removeprefix(MARK).partition(f"\n{MARK}")
    if not text.startswith(MARK) or not closed:
        mend = 'begin the file with "---", the fields name, version and owner, and "---" again'
        return [Fault(file=path.name, text="a prompt has its fields above its text", mend=mend)]
    document = parse(path.name, fields, FIRST)
    if isinstance(document, Fault):
        return [document]
    front = formed(document, Front)
    if not isinstance(front, Front):
        return front
    said = body.strip()
    if faults := _poor(document, front, path, said, owners):
        return faults
    digest = hashlib.sha256(said.encode()).hexdigest()
    return Prompt(name=front.name, version=front.version, owner=front.owner, text=said, digest=digest)


def _poor(document: Document, front: Front, path: Path, said: str, owners: Collection[str]) -> list[Fault]:
    faults = []
    wanted = f"{front.name}-{front.version}.md"
    if path.name != wanted:
        text = f"the fields say {front.name} version {front.version}, and the file's name says otherwise"
        faults.append(document.fault(("version",), text, f"name the file {wanted}"))
    if front.owner.removeprefix("@") not in owners or front.owner.startswith("@") == _is_user(front.owner):
        known = ", ".join(f"@{one}" for one in sorted(owners) if not _is_user(one))
        mend = f"name {known}, or a Slack user's id that the configuration has"
        faults.append(document.fault(("owner",), f"nobody is known as {front.owner!r:.60}", mend))
    if not said:
        faults.append(document.fault((), "the prompt has no text", "write it below the fields"))
    return faults


def _is_user(owner: str) -> bool:
    return _USER.fullmatch(owner.removeprefix("@")) is not None
