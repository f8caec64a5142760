"""What every part of the workspace shares: its data, its time, and the ways by which it is heard."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.clock import SandboxClock
from bot.sandbox.workspace.faults import Faults
from bot.sandbox.workspace.feed import Feed
from bot.sandbox.workspace.rates import Rates
from bot.sandbox.workspace.socket_mode import SocketMode
from bot.sandbox.workspace.state import State
from bot.sandbox.workspace.tickets import Tickets
from bot.sandbox.workspace.traffic import Traffic


@dataclass
class Core:
    """The shared parts. `base_url` is "" until the server listens."""

    clock: SandboxClock
    state: State
    feed: Feed
    traffic: Traffic
    faults: Faults
    rates: Rates
    tickets: Tickets
    socket: SocketMode
    scopes: frozenset[str]
    subscriptions: frozenset[str]
    base_url: str = ""


def assemble(
    clock: SandboxClock,
    state: State,
    *,
    scopes: Iterable[str],
    subscriptions: Iterable[str],
    rate_limits: bool,
) -> Core:
    """A core around that data."""
    feed = Feed()
    faults = Faults()
    traffic = Traffic(clock, feed)
    return Core(
        clock=clock,
        state=state,
        feed=feed,
        traffic=traffic,
        faults=faults,
        rates=Rates(clock, on=rate_limits),
        tickets=Tickets(clock, state, faults),
        socket=SocketMode(clock, feed, traffic, faults, state.app_id),
        scopes=frozenset(scopes),
        subscriptions=frozenset(subscriptions),
    )
