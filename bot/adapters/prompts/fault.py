"""What is wrong in the folder of prompts, where, and what mends it: the words that all parts of this room share."""

from collections.abc import Sequence

from bot.domain.errors import PermanentError
from bot.domain.noun import Noun


class Fault(Noun):
    """What is wrong at a line (1 is the first) of a file, and what to do then."""

    file: str
    line: int = 1
    text: str
    mend: str = ""

    def __str__(self) -> str:
        """`investigate-1.md:4: the owner is missing: name who answers for it`, as compilers say it."""
        return f"{self.file}:{self.line}: {self.said}"

    @property
    def said(self) -> str:
        """What is wrong and what mends it, without the place."""
        return f"{self.text}: {self.mend}" if self.mend else self.text


class PromptError(PermanentError):
    """The folder cannot be used as it is; a line for each of its `faults`."""

    def __init__(self, folder: str, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join([f"the prompts in {folder} cannot be used", *map(str, faults)]))
        self.faults = tuple(faults)
