"""What in a configuration names something else in it, and whether that is there: pure, all problems at once."""

from collections.abc import Collection, Iterator

from bot.settings.config import Channel, Config, Group
from bot.settings.document import Place
from bot.settings.error import unknown

Problem = tuple[Place, str]


def problems(config: Config) -> Iterator[Problem]:
    """Every reference that leads nowhere, with its place."""
    for index, channel in enumerate(config.channels):
        yield from _channel(("channels", index), channel, config)
    yield from _twice(config.channels)
    yield from _called(config)
    for role in ("responders", "commanders"):
        yield from _group(("roles", role), getattr(config.roles, role))
    channels = {_which(channel) for channel in config.channels}
    for name, service in config.services.items():
        yield from _known(("services", name, "cluster"), "cluster", service.cluster, config.clusters)
        yield from _known(
            ("services", name, "channel"), "channel", service.channel.removeprefix("#"), channels
        )
        for vendor in service.vendors:
            yield from _known(("services", name, "vendors"), "vendor", vendor, config.vendors)
    way = config.escalation.channel.removeprefix("#")
    yield from _known(("escalation", "channel"), "channel", way, channels)
    yield from _paging(config)
    if config.stop.configmap is not None:
        place = ("stop", "configmap", "cluster")
        yield from _known(place, "cluster", config.stop.configmap.cluster, config.clusters)
    yield from _rotas(config)
    yield from _known(("bot_oncall", "rota"), "rota", config.bot_oncall.rota or "", config.rotas)
    for index, freeze in enumerate(config.freezes):
        yield from _scope(("freezes", index, "scope"), freeze.scope, config)
    for name, calendar in config.calendars.items():
        yield from _scope(("calendars", name, "scope"), calendar.scope, config)
    listed = {vendor for service in config.services.values() for vendor in service.vendors}
    for name in config.vendors:
        if name not in listed:
            yield (
                ("vendors", name),
                'no service lists it, so it would freeze nothing: add it to "vendors" of one',
            )
    yield from _impersonation(config)


def _paging(config: Config) -> Iterator[Problem]:
    """Ways that are named and are not there, and ways that nothing ever takes."""
    named = (
        (("escalation", "page", "ways"), config.escalation.page.ways),
        (("bot_oncall", "page"), config.bot_oncall.page),
        (("drills", "ways"), config.drills.ways),
    )
    for place, ways in named:
        for index, way in enumerate(ways):
            yield from _known((*place, index), "way", way, config.paging)
            if way in ways[:index]:
                yield (*place, index), f'the way "{way}" is listed twice'
    taken = {*config.escalation.page.ways, *config.bot_oncall.page}
    for name in config.paging:
        if name not in taken:
            said = 'nothing is ever paged by it: add it to "escalation.page.ways" or to "bot_oncall.page"'
            yield ("paging", name), said


def _impersonation(config: Config) -> Iterator[Problem]:
    if config.mitigations.impersonate == "approver" and not config.identities:
        yield (
            ("mitigations", "impersonate"),
            'changes go under the approver\'s name, and "identities" has nobody: nothing could ever be sent',
        )


def _channel(place: Place, channel: Channel, config: Config) -> Iterator[Problem]:
    yield from _known((*place, "cluster"), "cluster", channel.cluster, config.clusters)
    if channel.service and not channel.namespace:
        yield from _known((*place, "service"), "service", channel.service, config.services)
    if channel.namespace and not channel.cluster and len(config.clusters) > 1:
        yield (*place, "namespace"), "there are several clusters, so a namespace needs its cluster"


def _twice(channels: Collection[Channel]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, channel in enumerate(channels):
        if _which(channel) in seen:
            yield ("channels", index), f'the channel "{_which(channel)}" is listed twice'
        seen.add(_which(channel))


def _called(config: Config) -> Iterator[Problem]:
    """What two clusters are called would say nothing."""
    called = {name: name for name in config.clusters}
    for name, cluster in config.clusters.items():
        for index, word in enumerate(cluster.names):
            if (other := called.setdefault(word, name)) != name:
                yield ("clusters", name, "names", index), f'"{word}" is what the cluster "{other}" is called'


def _which(channel: Channel) -> str:
    return channel.id or channel.name.removeprefix("#")


def _group(place: Place, group: Group) -> Iterator[Problem]:
    if not group.users and group.group is None:
        yield place, 'nobody holds this role: give it "users", a "group" or both'


def _rotas(config: Config) -> Iterator[Problem]:
    for name, rota in config.rotas.items():
        for service in rota.services:
            yield from _known(("rotas", name, "services"), "service", service, config.services)
        outside = rota.pagerduty is not None or rota.calendar is not None
        if outside and not config.people:
            said = 'it names people in its own words, and "people" has nobody: give names or e-mail addresses'
            yield ("rotas", name), said


def _scope(place: Place, scope: str, config: Config) -> Iterator[Problem]:
    kind, _, name = scope.partition(":")
    if kind == "cluster":
        yield from _known(place, kind, name, config.clusters)
    elif kind == "service":
        yield from _known(place, kind, name, config.services)


def _known(place: Place, what: str, word: str, known: Collection[str]) -> Iterator[Problem]:
    """A problem if a name was given and is not among the known ones."""
    if word and word not in known:
        yield place, unknown(what, word, known)
