"""`lookout runbooks`: lint them, show them to people, and the schema for editors."""

from typing import Annotated

import typer

runbooks_app = typer.Typer(
    help="Runbooks: machine-parseable steps, owned and reviewed.", no_args_is_help=True
)

Folder = Annotated[
    str,
    typer.Option(help="The folder of runbooks: ./runbooks, or those that come with Lookout, if not given."),
]
Config = Annotated[
    str, typer.Option(help="The configuration (lookout.yaml), for the people that a runbook may name.")
]


@runbooks_app.command("check")
def check(
    folder: Folder = "",
    output: Annotated[str, typer.Option("--format", help="text, json or github.")] = "text",
    config: Config = "",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
) -> None:
    """Say file and line of whatever is wrong in any runbook.

    0: all load. 1: some do not, or with --strict there are warnings. 2: it could not run.
    """
    from bot.cli.runbooks.check import main

    main(folder, output, config, strict=strict)


@runbooks_app.command("render")
def render(
    runbook: Annotated[str, typer.Argument(help="The id of one runbook; all of them if not given.")] = "",
    folder: Folder = "",
    output: Annotated[str, typer.Option(help="Write one file each, and an index, into this folder.")] = "",
    config: Config = "",
) -> None:
    """Print runbooks as Markdown for people: every step with its rights, limits, undo and exact command.

    0: all that was asked for. 1: some runbooks do not load and are left out. 2: it could not run.
    """
    from bot.cli.runbooks.render import main

    main(runbook, folder, output, config)


@runbooks_app.command("schema")
def schema() -> None:
    """Print the JSON Schema of a runbook's file, by which editors complete and check."""
    from bot.cli.runbooks.schema import main

    main()
