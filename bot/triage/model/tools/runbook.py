"""A runbook as text: what people are told to look at and to do. Nothing of it is executed by asking for it."""

from collections.abc import Iterator

from pydantic import Field

from bot.domain.noun import Noun
from bot.domain.runbook import Runbook
from bot.triage.model.sources import CannotReadError, Found, Sources
from bot.triage.model.tool import Tool


class Arguments(Noun):
    """For which cause."""

    cause: str = Field(description="A cause code, such as oom-killed.")


async def read(sources: Sources, asked: Arguments) -> Found:
    """The runbook that serves the cause."""
    book = next((one for one in sources.runbooks if asked.cause in one.causes), None)
    if book is None:
        served = ", ".join(sorted({cause for one in sources.runbooks for cause in one.causes})) or "none"
        raise CannotReadError(f"no runbook serves this cause. Causes with a runbook: {served}")
    return Found(
        text="\n".join(_lines(book)),
        what=f"runbook {book.id}",
        ref=f"runbook/{book.id}/{book.version}",
        count=len(book.steps),
    )


def _lines(book: Runbook) -> Iterator[str]:
    yield f"{book.title} (version {book.version}, reviewed {book.reviewed}), for {', '.join(book.causes)}"
    for place, step in enumerate(book.steps, start=1):
        how = step.command if step.tool == "observe" else f"change: {step.tool} (people decide on it)"
        yield f"{place}. {step.title}: {how}"
        if step.expect:
            yield f"   expect: {step.expect}"


TOOL = Tool(
    name="runbook",
    description="The runbook for a cause: its checks, and which change it names. To read it changes nothing.",
    arguments=Arguments,
    read=read,
)
