"""`lookout run`: until a signal says stop."""

import asyncio
import gc
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog

from bot import logs
from bot.adapters.clock import SystemClock
from bot.app import Lookout, start
from bot.cli.say import sentences
from bot.redaction import redact
from bot.redaction.given import without
from bot.settings.config import Config
from bot.settings.environment import Environment, read_environment, secret_files
from bot.settings.exposed import exposed
from bot.settings.read import read_config

log = structlog.get_logger()


def main() -> None:
    """Read the settings, connect, work; 2 with a sentence if that is not possible."""
    with sentences():
        environment = read_environment()
        config = read_config(environment.config)
        configure_logs(environment)
        for said in exposed(config, secret_files()):
            log.warning("a file with a secret is not kept from others", why=said)
        asyncio.run(_work(config, environment))


def configure_logs(environment: Environment) -> None:
    """Structured logs, every value redacted, and without any text of the environment's secrets."""
    key, hidden = environment.redaction_key.get_secret_value().encode(), without(environment.given())
    logs.configure(environment.log_level, environment.log_format, lambda text: redact(hidden(text), key))


def stop_signal() -> asyncio.Event:
    """An event that SIGINT or SIGTERM sets; needs a running loop."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


async def _work(config: Config, environment: Environment) -> None:
    stopped = stop_signal()
    running = await unless_stopped(start(config, environment, SystemClock()), stopped)
    if running is None:
        return
    # What start-up made stays: looking through it again would hold every acknowledgement for a tenth of a second.
    gc.collect()
    gc.freeze()
    try:
        await stopped.wait()
    finally:
        await running.stop()


async def unless_stopped(starting: Coroutine[Any, Any, Lookout], stopped: asyncio.Event) -> Lookout | None:
    """What starts, or None if the stop came first: then the start is cut, and what it had opened is closed."""
    start_up, stop = asyncio.ensure_future(starting), asyncio.ensure_future(stopped.wait())
    try:
        await asyncio.wait((start_up, stop), return_when=asyncio.FIRST_COMPLETED)
        if start_up.done():
            return await start_up
        start_up.cancel()
        with suppress(asyncio.CancelledError):
            # It may have come through in the very moment of the stop.
            await (await start_up).stop()
        return None
    finally:
        stop.cancel()
