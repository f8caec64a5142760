"""The commands about a past diagnosis, as a person types them: `replay` and `rerun`."""

from typing import Annotated

import typer


def replay(
    diagnosis: Annotated[str, typer.Argument(help="A diagnosis, as in D-12.")],
    step: Annotated[int, typer.Option(help="Show one turn of the model instead: 1 is the first.")] = 0,
) -> None:
    """Make a past diagnosis again from the record, without a network; exit 1 if a message comes out otherwise."""
    from bot.cli.replay import replay as main

    main(diagnosis, step)


def rerun(
    diagnosis: Annotated[str, typer.Argument(help="A diagnosis, as in D-12.")],
    rules: Annotated[
        bool, typer.Option("--rules", help="Ask the rules of this version: the default.")
    ] = False,
    release: Annotated[
        str, typer.Option(help="Ask the model under this release; that costs, and counts in the budgets.")
    ] = "",
) -> None:
    """Ask the rules of this version, or a model, about a past snapshot; exit 1 if the hypotheses are others now."""
    from bot.cli.replay import rerun as by_rules
    from bot.cli.replay import rerun_release

    if release and rules:
        raise typer.BadParameter("--rules and --release cannot both be meant")
    if release:
        rerun_release(diagnosis, release)
    else:
        by_rules(diagnosis)
