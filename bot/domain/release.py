"""Release: what makes the model's answers what they are: model id, prompts with owner and version, and the tools.

Another model id, prompt, tool, form of an answer or fixed word is another release with a name of its own. Which one is
in use is chosen by a person, as a row of the ledger, and is read again before every run.
"""

import hashlib
import json
from collections.abc import Sequence

from pydantic import Field

from bot.domain.model import ToolSchema
from bot.domain.noun import Noun
from bot.domain.spending import Price

PURPOSES = ("investigate", "answer")
"""What a prompt may be for; a release has one for each."""


def tools_digest(schemas: Sequence[ToolSchema], words: Sequence[str] = ()) -> str:
    """The SHA-256 (hex) of all that every model is told: the tools and the words beside, in their order."""
    told = [*(one.model_dump(mode="json") for one in schemas), *words]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class Prompt(Noun):
    """One prompt file. `owner` is a group's handle or a Slack user's id, `digest` the SHA-256 of the text in hex."""

    name: str
    version: int = Field(ge=1)
    owner: str
    text: str
    digest: str

    @property
    def key(self) -> str:
        """`investigate@1`, by which releases and the lock name it."""
        return f"{self.name}@{self.version}"


class Release(Noun):
    """A release by its name. `model` is the id that is asked for; `out` how many tokens one answer may have.

    `prompts` has one for each of `PURPOSES`, by it; `tools` is the digest of what every model is told
    by a version of Lookout: the tools' schema, the forms of its answers, and the fixed words.
    """

    name: str
    model: str
    prompts: dict[str, Prompt]
    tools: str
    price: Price
    out: int = Field(default=8_000, ge=256)

    @property
    def digest(self) -> str:
        """Twelve hex digits that change with the model and with all that it is told beforehand."""
        told = {
            "model": self.model,
            "tools": self.tools,
            "out": self.out,
            "prompts": {use: (one.name, one.version, one.digest) for use, one in self.prompts.items()},
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]

    def __str__(self) -> str:
        """`2026-11 (claude-opus-5-5, 3f2a...)`."""
        return f"{self.name} ({self.model}, {self.digest})"


class Releases(Noun):
    """Those that can be used, the newest last, which is the one in use until somebody chooses another."""

    known: tuple[Release, ...] = ()

    def named(self, name: str) -> Release | None:
        """The release of that name, None if there is none."""
        return next((one for one in self.known if one.name == name), None)

    @property
    def newest(self) -> Release | None:
        """The last of them, None if there are none."""
        return self.known[-1] if self.known else None
