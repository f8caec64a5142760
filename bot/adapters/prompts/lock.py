"""The lock, `digests.yaml`: what each version of a prompt and each release was when it was first locked.

A text that is not what was locked was edited under its version; a release, under its name. Neither is ever locked
anew by a command: a record says "investigate@1", and that must mean one text for good.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.adapters.prompts.document import Document
from bot.adapters.prompts.fault import Fault, PromptError
from bot.domain.noun import Noun
from bot.domain.release import Prompt, Release

FILE = "digests.yaml"
COMMAND = "lookout release lock"
HEAD = f"""\
# What each version of a prompt and each release was when it was locked; written by `{COMMAND}`.
# A line here never changes: a better text is a new version in a new file, and a new release.
"""
Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{12,64}$")]
Digests = Annotated[dict[str, Hex], BeforeValidator(lambda told: {} if told is None else told)]
"""A part whose last line was removed is an empty one."""


class Lock(Noun):
    """Digests by `name@version` of prompts (of their text), and by name of releases."""

    prompts: Digests = Field(default_factory=dict)
    releases: Digests = Field(default_factory=dict)


def held(
    document: Document, lock: Lock, prompts: Mapping[str, Prompt], releases: Sequence[Release]
) -> Iterator[Fault]:
    """Everything in the folder that is not what was locked, is not locked, or is locked and not there."""
    for key, prompt in prompts.items():
        file, told = f"{key.replace('@', '-')}.md", lock.prompts.get(key)
        if told is None:
            yield Fault(file=file, text=f"{key} is not locked", mend=COMMAND)
        elif told != prompt.digest:
            after = f"{prompt.name}-{prompt.version + 1}.md"
            mend = f"undo the edit here and make it in {after}, with version {prompt.version + 1}, then {COMMAND}"
            yield Fault(file=file, text=f"the text of {key} was edited and its version was not", mend=mend)
    for release in releases:
        told = lock.releases.get(release.name)
        if told is None:
            yield document.fault((), f"release {release.name} is not locked", COMMAND)
        elif told != release.digest:
            text = f"release {release.name} was {told} when it was locked and is {release.digest} now"
            mend = "undo the edit in releases.yaml and add a release with a name of its own"
            yield document.fault(("releases", release.name), text, mend)
    yield from _gone(document, lock, prompts, releases)


def _gone(
    document: Document, lock: Lock, prompts: Mapping[str, Prompt], releases: Sequence[Release]
) -> Iterator[Fault]:
    names = {one.name for one in releases}
    for kind, locked, there in (
        ("prompts", lock.prompts, prompts),
        ("releases", lock.releases, names),
    ):
        for key in locked:
            if key not in there:
                mend = "bring it back, or remove this line if nothing that is kept names it"
                yield document.fault((kind, key), f"{key} is locked and there is none that is sound", mend)


def added(lock: Lock, prompts: Mapping[str, Prompt], releases: Sequence[Release]) -> Lock:
    """The lock with what it has not yet; what it has stays."""
    return Lock(
        prompts={key: one.digest for key, one in prompts.items()} | lock.prompts,
        releases={one.name: one.digest for one in releases} | lock.releases,
    )


def write(folder: Path, lock: Lock) -> None:
    """Write the file.

    Raises:
        PromptError: it cannot be written.
    """
    lines = [HEAD.rstrip()]
    for kind, digests in (("prompts", lock.prompts), ("releases", lock.releases)):
        lines += [f"{kind}:", *(f'  "{key}": "{digest}"' for key, digest in sorted(digests.items()))]
    try:
        (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    except OSError as problem:
        fault = Fault(file=FILE, text=f"it cannot be written ({problem.strerror})")
        raise PromptError(str(folder), [fault]) from problem
