"""Objects as they are now: what changed since the snapshot, or what it does not hold."""

from pydantic import Field

from bot.domain.noun import Noun
from bot.triage.model.sources import Found, Sources, beside, named, place_of
from bot.triage.model.tool import Tool
from bot.triage.model.written import one_object, summary


class Arguments(Noun):
    """A kind with selectors, or one object."""

    kind: str = Field(description="Plural, lower case, as in the API: pods, deployments, services, nodes...")
    name: str = Field(description='The name of one object, which is shown whole. "" lists those selected.')
    labels: str = Field(description='A label selector such as app=cart,tier!=web. "" for all.')
    fields: str = Field(description='A field selector such as spec.nodeName=node-3. "" for all.')


async def read(sources: Sources, asked: Arguments) -> Found:
    """One object whole, or the list of those selected in one line each."""
    fields = f"metadata.name={named(asked.name)}" if asked.name else asked.fields
    listing = await sources.listed(asked.kind, labels=asked.labels, fields=fields)
    where = "/".join(part for part in (place_of(asked.kind, sources.scope.namespace), asked.kind) if part)
    now = sources.clock.now()
    if asked.name:
        text = await beside(lambda: one_object(listing.items, asked.name, sources.key))
        return Found(text=text, what=asked.kind, ref=f"{where}/{asked.name}", at=now)
    chosen = ",".join(part for part in (asked.labels, asked.fields) if part)
    what = f"{asked.kind} with {chosen}" if chosen else asked.kind
    text = await beside(lambda: summary(listing.items, sources.key))
    return Found(text=text, what=what, ref=where, count=len(listing.items), at=now)


TOOL = Tool(
    name="objects",
    description=(
        "Objects as they are now, in the incident's namespace, and nodes, namespaces, persistentvolumes and "
        "storageclasses of the cluster. Secrets cannot be read."
    ),
    arguments=Arguments,
    read=read,
)
