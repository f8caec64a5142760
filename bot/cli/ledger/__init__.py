"""`lookout ledger`: the model's accounts from the record, and whether the record is what was written."""

from typing import Annotated

import typer

ledger_app = typer.Typer(help="The record: what it comes to, and whether it is what was written.")


@ledger_app.callback(invoke_without_command=True)
def ledger(
    context: typer.Context,
    view: Annotated[
        str, typer.Option(help="The model's accounts: product, sre or finance; all three add up.")
    ] = "",
    since: Annotated[str, typer.Option(help="How far back: a number and h, d or w.")] = "30d",
    as_json: Annotated[bool, typer.Option("--json", help="For programs; cost in micro-dollars.")] = False,
) -> None:
    """Tell of the record: what it comes to, and whether it is what was written."""
    if context.invoked_subcommand is not None:
        return
    if not view:
        print(context.get_help())
        raise typer.Exit(2)
    from bot.cli.ledger.accounts import main

    main(view, since, as_json=as_json)


@ledger_app.command("verify")
def ledger_verify(
    heads: Annotated[
        list[str] | None,
        typer.Option(
            help="A file of heads exported earlier; may be repeated. It tells rows cut from an end."
        ),
    ] = None,
) -> None:
    """Read every chain of the record; exit 1 if a row was changed, removed or moved."""
    from bot.cli.ledger.chains import verify

    verify(heads or [])


@ledger_app.command("heads")
def ledger_heads() -> None:
    """Print how far each chain of the record goes, one JSON object a line, for `verify --heads`."""
    from bot.cli.ledger.chains import heads

    heads()
