"""`lookout release`: the prompts and releases of a folder, and which release the record says is in use."""

from typing import Annotated

import typer

release_app = typer.Typer(
    help="Releases of the model: its id, prompts and tools, and which is in use.", no_args_is_help=True
)

Folder = Annotated[
    str, typer.Option(help="The folder of prompts: the configuration's, or the one that comes with Lookout.")
]
Config = Annotated[str, typer.Option(help="The configuration (lookout.yaml), for its folder and its people.")]
Why = Annotated[str, typer.Option(help="Kept on the record, and shown to whoever asks.")]


@release_app.command("check")
def check(folder: Folder = "", config: Config = "") -> None:
    """Say file and line of whatever is wrong: also a text that was edited, or tools that changed, without a release.

    0: all of it can be used. 1: something is wrong. 2: it could not run.
    """
    from bot.cli.release.folder import check as main

    main(folder, config)


@release_app.command("lock")
def lock(folder: Folder = "", config: Config = "") -> None:
    """Lock new versions of prompts and new releases in digests.yaml; what is locked already is never changed."""
    from bot.cli.release.folder import lock as main

    main(folder, config)


@release_app.command("list")
def list_all(folder: Folder = "", config: Config = "") -> None:
    """List the releases, the newest first, and which one is in use where there is a record."""
    from bot.cli.release.record import list_all as main

    main(folder, config)


@release_app.command("use")
def use(
    name: Annotated[str, typer.Argument(help="The release's name.")],
    why: Why = "",
    folder: Folder = "",
    config: Config = "",
) -> None:
    """Put a release to use, from the next run of any running Lookout on, without a restart."""
    from bot.cli.release.record import use as main

    main(name, why, folder, config)


@release_app.command("rollback")
def rollback(why: Why = "", folder: Folder = "", config: Config = "") -> None:
    """Go back to the release in use before, and print the incidents that this one touched.

    1: there is none before it that can be used.
    """
    from bot.cli.release.record import rollback as main

    main(why, folder, config)


@release_app.command("touched")
def touched(name: Annotated[str, typer.Argument(help="The release's name.")]) -> None:
    """Print the incidents in which a release was asked: number, when, how often, and the verdicts on it."""
    from bot.cli.release.record import touched as main

    main(name)
