"""Past diagnoses of the service: what it was before, as far as everybody who reads this thread could have seen it."""

from bot.domain.noun import Noun
from bot.triage.model.sources import CannotReadError, Found, Sources
from bot.triage.model.tool import Tool


class Arguments(Noun):
    """Nothing: the service is the incident's."""


async def read(sources: Sources, _asked: Arguments) -> Found:
    """The newest few, one line each."""
    if sources.past is None:
        raise CannotReadError("there is no record of past diagnoses here")
    lines = await sources.past()
    who = sources.scope.service or sources.scope.namespace
    return Found(
        text="\n".join(lines) or "(none)",
        what=f"past diagnoses of {who}",
        ref=f"record/{who}",
        count=len(lines),
        at=sources.clock.now(),
    )


TOOL = Tool(
    name="past_diagnoses",
    description=(
        "Earlier incidents of this service: when, what the diagnosis was, what people said of it, and what it "
        "turned out to be. It is no evidence of what is wrong now."
    ),
    arguments=Arguments,
    read=read,
)
