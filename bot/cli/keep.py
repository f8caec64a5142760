"""The commands that keep the record, as a person types them: `backup`, `restore` and `export`."""

from typing import Annotated

import typer


def backup(
    file: Annotated[
        str, typer.Argument(help="The new file, or a folder that takes one named after the time.")
    ],
) -> None:
    """Back up the record while it is in use, on either engine, into one file. No secret of the environment is in it."""
    from bot.cli.backup import back_up

    back_up(file)


def export(
    incident: Annotated[str, typer.Argument(help="The incident's number: I-12, or 12.")],
    folder: Annotated[str, typer.Argument(help="The new folder.")],
) -> None:
    """Write all that the record holds of one incident into a folder: to read, to verify, to diagnose again."""
    from bot.cli.export import export as main

    main(incident, folder)


def restore(
    file: Annotated[str, typer.Argument(help="A file that `lookout backup` wrote.")],
    into: Annotated[
        str, typer.Option(help="The empty database: sqlite:///folder/file or postgresql://user@host/name.")
    ],
) -> None:
    """Make a record from a backup, in an empty database of either engine; nothing is ever overwritten.

    What the lost hours may have done is not done again: open proposals are withdrawn, and changes are stopped until
    somebody resumes them.
    """
    from bot.cli.backup import bring_back

    bring_back(file, into)
