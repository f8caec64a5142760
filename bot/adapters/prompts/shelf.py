"""The shelf: all prompts and releases of a folder, what is wrong with them, and which releases can be used here.

A release can be used where its tools, and the fixed words beside them, are those of this version of Lookout. The newest
must be one of them: else something changed that a model is told, and no release says so. Older ones stay listed, since
the record names them.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from pydantic import Field

from bot.adapters.prompts.document import Document, parse, read_text
from bot.adapters.prompts.fault import Fault, PromptError
from bot.adapters.prompts.formed import formed
from bot.adapters.prompts.listed import read_list
from bot.adapters.prompts.lock import FILE, Lock, added, held, write
from bot.adapters.prompts.prompt import read_prompt
from bot.domain.noun import Noun
from bot.domain.release import Prompt, Release, Releases

FILES = Path(__file__).with_name("files")
LIST = "releases.yaml"
HANDLES = ("lookout-oncall", "responders", "commanders")
"""Who may own a prompt, as the configuration has them: `bot_oncall` and the two roles."""


class Shelf(Noun):
    """What is in a folder. `releases` can be used here, `outdated` cannot; `lock` is what is locked.

    `prompts` are by `name@version`. With `faults` nothing of it is to be used; `unlocked` of them are those about the
    lock alone.
    """

    folder: str
    prompts: dict[str, Prompt] = Field(default_factory=dict)
    releases: Releases = Releases()
    outdated: tuple[Release, ...] = ()
    lock: Lock = Lock()
    faults: tuple[Fault, ...] = ()
    unlocked: tuple[Fault, ...] = ()

    @property
    def every(self) -> tuple[Release, ...]:
        """All sound releases, those that cannot be used here first."""
        return (*self.outdated, *self.releases.known)


def load_releases(folder: Path = FILES, *, tools_digest: str, owners: Collection[str] = HANDLES) -> Releases:
    """The releases that can be used.

    Raises:
        PromptError: anything in the folder is wrong; the sentence has a line for each fault.
    """
    shelf = read_shelf(folder, tools_digest=tools_digest, owners=owners)
    if faults := (*shelf.faults, *shelf.unlocked):
        raise PromptError(str(folder), faults)
    return shelf.releases


def read_shelf(folder: Path = FILES, *, tools_digest: str, owners: Collection[str] = HANDLES) -> Shelf:
    """Everything in the folder. `tools_digest` is that of what every model is told by now, its tools first."""
    if not folder.is_dir():
        return Shelf(folder=str(folder), faults=(Fault(file=str(folder), text="there is no such folder"),))
    faults: list[Fault] = []
    prompts: dict[str, Prompt] = {}
    for path in sorted(folder.glob("*.md")):
        found = read_prompt(path, owners)
        if isinstance(found, Prompt):
            prompts[found.key] = found
        else:
            faults += found
    document = _document(folder, LIST)
    releases: list[Release] = []
    if isinstance(document, Fault):
        faults.append(document)
    else:
        releases, wrong = read_list(document, prompts)
        faults += [*wrong, *_other_tools(document, releases, tools_digest)]
    lock, broken, unlocked = _lock(folder, prompts, releases)
    return Shelf(
        folder=str(folder),
        prompts=prompts,
        releases=Releases(known=tuple(one for one in releases if one.tools == tools_digest)),
        outdated=tuple(one for one in releases if one.tools != tools_digest),
        lock=lock,
        faults=(*faults, *broken),
        unlocked=tuple(unlocked),
    )


class Locking(Noun):
    """What a locking came to: what was added, or the faults that kept everything from being written."""

    added: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def lock_shelf(shelf: Shelf) -> Locking:
    """Lock what is not locked yet.

    Raises:
        PromptError: the lock cannot be written.
    """
    wanted = added(shelf.lock, shelf.prompts, shelf.every)
    broken = held(Document(FILE, {}, {}), wanted, shelf.prompts, shelf.every)
    if faults := (*shelf.faults, *broken):
        return Locking(faults=faults)
    names = (*wanted.prompts, *wanted.releases)
    known = {*shelf.lock.prompts, *shelf.lock.releases}
    new = tuple(one for one in names if one not in known)
    if new:
        write(Path(shelf.folder), wanted)
    return Locking(added=new)


def _other_tools(document: Document, releases: list[Release], digest: str) -> Iterator[Fault]:
    if releases and releases[-1].tools != digest:
        newest = releases[-1].name
        text = (
            f"the newest release, {newest}, is not for the tools and words that this version of Lookout has"
        )
        place = ("releases", len(releases) - 1, "tools")
        yield document.fault(place, text, f"add a release of another name with tools: {digest}")


def _lock(
    folder: Path, prompts: dict[str, Prompt], releases: list[Release]
) -> tuple[Lock, list[Fault], list[Fault]]:
    """The lock, what is wrong with its file, and what is not as it was locked. No file is an empty lock."""
    document: Document | Fault = Document(FILE, {}, {})
    if (folder / FILE).exists():
        document = _document(folder, FILE)
    if isinstance(document, Fault):
        return Lock(), [document], []
    lock = formed(document, Lock)
    if not isinstance(lock, Lock):
        return Lock(), lock, []
    return lock, [], list(held(document, lock, prompts, releases))


def _document(folder: Path, name: str) -> Document | Fault:
    text = read_text(folder / name)
    return text if isinstance(text, Fault) else parse(name, text)
