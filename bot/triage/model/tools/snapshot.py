"""What the triage's snapshot holds: the objects as they were when the rules looked; the cluster is not asked."""

from pydantic import Field

from bot.domain.noun import Noun
from bot.triage.model.sources import CannotReadError, Found, Sources, beside, place_of
from bot.triage.model.tool import Tool
from bot.triage.model.written import one_object, summary


class Arguments(Noun):
    """A kind, and a name for one object of it."""

    kind: str = Field(description="Plural, lower case, as in the API: pods, deployments, services, nodes...")
    name: str = Field(description='The name of one object, which is shown whole. "" lists all of the kind.')


async def read(sources: Sources, asked: Arguments) -> Found:
    """One object whole, or the list of a kind in one line each."""
    view, namespace = sources.view, place_of(asked.kind, sources.scope.namespace)
    if not view.was_read(asked.kind, namespace) and not view.objects(asked.kind, namespace):
        raise CannotReadError(
            f"{asked.kind} were not read when the snapshot was taken; ask for what is there now"
        )
    listed = view.objects(asked.kind, namespace)
    where = f"{namespace}/{asked.kind}" if namespace else asked.kind
    if not asked.name:
        text = await beside(lambda: summary(listed, sources.key))
        return Found(
            text=text,
            what=f"{asked.kind} of the snapshot",
            ref=where,
            count=len(listed),
            at=sources.view.now,
        )
    text = await beside(lambda: one_object(listed, asked.name, sources.key))
    return Found(
        text=text, what=f"{asked.kind} of the snapshot", ref=f"{where}/{asked.name}", at=sources.view.now
    )


TOOL = Tool(
    name="snapshot",
    description=(
        "Objects as they were when the rules' diagnosis was made. The cheapest read: nothing is asked of the "
        "cluster. Kinds of the incident's namespace, and nodes, namespaces, persistentvolumes, storageclasses."
    ),
    arguments=Arguments,
    read=read,
)
