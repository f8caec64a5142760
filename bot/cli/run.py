"""`lookout run`: until a signal says stop."""

import asyncio
import signal
from functools import partial

from bot import logs
from bot.adapters.clock import SystemClock
from bot.app import start
from bot.cli.say import sentences
from bot.redaction import redact
from bot.settings.config import Config
from bot.settings.environment import Environment, read_environment
from bot.settings.read import read_config


def main() -> None:
    """Read the settings, connect, work; 2 with a sentence if that is not possible."""
    with sentences():
        environment = read_environment()
        config = read_config(environment.config)
        configure_logs(environment)
        asyncio.run(_work(config, environment))


def configure_logs(environment: Environment) -> None:
    """Structured logs, every value redacted."""
    key = environment.redaction_key.get_secret_value().encode()
    logs.configure(environment.log_level, environment.log_format, partial(redact, key=key))


def stop_signal() -> asyncio.Event:
    """An event that SIGINT or SIGTERM sets; needs a running loop."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


async def _work(config: Config, environment: Environment) -> None:
    stopped = stop_signal()
    running = await start(config, environment, SystemClock())
    try:
        await stopped.wait()
    finally:
        await running.stop()
