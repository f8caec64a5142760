"""`lookout quality`: the report as a Markdown page, on standard output or in a file with the plot beside it."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.say import refuse, sentences
from bot.cli.since import since as period
from bot.render.quality_page import quality_page, quality_plot
from bot.reports.drift import drifts
from bot.settings.environment import read_environment
from bot.triage.quality.read import Reading, read_quality
from bot.triage.quality.watch import COMPARED


def main(back: str, output: str) -> None:
    """Print the page, or write it and its plot.

    Raises:
        typer.Exit: 2, the record cannot be read or the file cannot be written.
    """
    wanted = period(back)
    page = Path(output) if output else None
    if page is not None and page.suffix != ".md":
        raise refuse(f"--output takes a file of Markdown, such as quality.md; {output!r} is none")
    with sentences():
        url = read_environment().database_url
    record_of(url)
    with sentences():
        told, lately, now = asyncio.run(_read(url, wanted))
    found = drifts(lately.quality, lately.rows)
    if page is None:
        print(quality_page(told.quality, found, now=now))
        return
    plot = page.with_suffix(".svg")
    try:
        page.write_text(quality_page(told.quality, found, now=now, plot=plot.name), encoding="utf-8")
        plot.write_text(quality_plot(told.quality), encoding="utf-8")
    except OSError as problem:
        raise refuse(f"{page} cannot be written ({problem.strerror})") from None
    print(f"written: {page} and {plot}")


async def _read(url: str, wanted: timedelta) -> tuple[Reading, Reading, datetime]:
    """The time that was asked for, and the weeks that drift is looked for in."""
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.read() as tx:
            return await read_quality(tx, wanted), await read_quality(tx, COMPARED), tx.now
    finally:
        await store.close()
