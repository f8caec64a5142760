"""The sources of freezes outside: the configured calendars and vendors' status pages, connected."""

from contextlib import AsyncExitStack
from zoneinfo import ZoneInfo

from bot.adapters.feeds.fetch import Feed, Fetch
from bot.adapters.freezes.calendar import Calendar
from bot.adapters.freezes.statuspage import Statuspage
from bot.domain.freeze import Names
from bot.settings.config import Config
from bot.settings.frozen import FreezeCalendar, Vendor
from bot.triage.freezes import Board
from bot.triage.ports.freezes import FreezeSource


def board_of(config: Config, opened: AsyncExitStack) -> Board:
    """All of them; closed with `opened`."""
    seconds = config.limits.freeze_seconds
    sources: list[FreezeSource] = []
    for name, one in config.calendars.items():
        zone = ZoneInfo(one.timezone) if one.timezone else None
        calendar = Calendar(
            name, _fetch(one, seconds), scope=one.scope, names=names_of(config), zone=zone, within=seconds
        )
        opened.push_async_callback(calendar.close)
        sources.append(calendar)
    for name, vendor in config.vendors.items():
        listing = [service for service, one in config.services.items() if name in one.vendors]
        page = Statuspage(
            name, _fetch(vendor, seconds), listing, components=vendor.components, level=vendor.level
        )
        opened.push_async_callback(page.close)
        sources.append(page)
    return Board(sources, within=seconds + 1)


def names_of(config: Config) -> Names:
    """Every cluster, namespace and service that the file names; a freeze of another may be a misspelt one."""
    scopes = [one.scope for one in config.freezes] + [one.scope for one in config.calendars.values()]
    frozen = {scope.removeprefix("namespace:") for scope in scopes if scope.startswith("namespace:")}
    mapped = {one.namespace for one in config.services.values()}
    channels = {one.namespace for one in config.channels}
    return Names(
        cluster=frozenset(config.clusters),
        namespace=frozenset(mapped | channels | frozen) - {""},
        service=frozenset({*config.services, *(one.service for one in config.channels)}) - {""},
    )


def _fetch(feed: FreezeCalendar | Vendor, seconds: float) -> Fetch:
    path = feed.file if isinstance(feed, FreezeCalendar) else None
    place = Feed(path=path, url=feed.url, token_file=feed.token_file, ca_file=feed.ca_file)
    return Fetch(place, per_call=seconds)
