"""The commands of drills: `lookout drill NAME`."""

from typing import Annotated

import typer

from bot.domain.drill import DrillName

drill_app = typer.Typer(
    help="Drills: what must work on a bad day, tried on a good one.", no_args_is_help=True
)
Sandbox = Annotated[
    bool, typer.Option("--sandbox", help="In a sandbox of its own, instead of on LOOKOUT_DATABASE_URL.")
]
Seconds = Annotated[float, typer.Option(help="How long to wait for what comes of it.")]


@drill_app.command("stop")
def drill_stop(
    sandbox: Sandbox = False,
    rounds: Annotated[int, typer.Option(help="How often the lever is pulled.")] = 3,
) -> None:
    """Measure the kill switch: from the lever to the last side effect begun. Stops nothing but its own canaries."""
    from bot.cli.drill import main

    main(sandbox=sandbox, rounds=rounds)


@drill_app.command("fallback")
def drill_fallback(sandbox: Sandbox = False, seconds: Seconds = 120) -> None:
    """Play a golden incident with the model withheld: the rules' diagnosis must stand in time. Posts nothing.

    0: it passed. 1: it failed. 2: it could not be made.
    """
    from bot.cli.drill import by_name

    by_name(DrillName.FALLBACK, sandbox=sandbox, seconds=seconds)


@drill_app.command("escalation")
def drill_escalation(sandbox: Sandbox = False, seconds: Seconds = 120) -> None:
    """Send a test event by each way to page, marked as a drill, of severity info, and resolve it at once.

    0: every way accepted it. 1: one did not. 2: it could not be made.
    """
    from bot.cli.drill import by_name

    by_name(DrillName.ESCALATION, sandbox=sandbox, seconds=seconds)


@drill_app.command("restore")
def drill_restore(sandbox: Sandbox = False, seconds: Seconds = 600) -> None:
    """Back the record up, restore it into a place of its own, and compare what came back. Changes nothing.

    0: it came back whole. 1: it did not. 2: it could not be made.
    """
    from bot.cli.drill import by_name

    by_name(DrillName.RESTORE, sandbox=sandbox, seconds=seconds)
