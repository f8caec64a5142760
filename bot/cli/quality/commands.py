"""The words of `lookout cases`, `eval` and `quality`; what they do is imported when they run."""

from typing import Annotated

import typer

cases_app = typer.Typer(
    help="Labelled cases: snapshots with what people said was true of them.", no_args_is_help=True
)

Since = Annotated[str, typer.Option("--since", help="How far back: a number and h, d or w.")]


@cases_app.command("export")
def export(
    folder: Annotated[str, typer.Argument(help="A new or empty folder.")],
    since: Since = "30d",
) -> None:
    """Write what people judged, each with its snapshot (without secrets) and a line in labels.jsonl.

    0: written, if only that there is none. 2: it could not run.
    """
    from bot.cli.quality.export import main

    main(folder, since)


def evaluate(
    folder: Annotated[
        str,
        typer.Argument(
            help="A folder of labelled cases, as `lookout cases export` writes it; the golden incidents if not given."
        ),
    ] = "",
    rules: Annotated[
        bool, typer.Option("--rules", help="Score the rules; so it is if nothing is said.")
    ] = False,
    release: Annotated[
        str, typer.Option(help="Score this release of the model, at its price; needs a key and a record.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for a program.")] = False,
) -> None:
    """Score the rules, or a release of the model, on labelled cases: how often right, how sure, how fast, at what cost.

    0: all cases were answered. 1: some could not be. 2: it could not run.
    """
    from bot.cli.quality.evaluate import main

    if rules and release:
        raise typer.BadParameter("--rules and --release exclude each other")
    main(folder, release, as_json=as_json)


def quality_report(
    since: Since = "8w",
    output: Annotated[
        str, typer.Option(help="Write this Markdown file, and the plot beside it as .svg.")
    ] = "",
) -> None:
    """Verdicts, agreement of rules and model, unbacked claims, failures, cost and time, by week and release.

    0: told. 2: it could not run.
    """
    from bot.cli.quality.report import main

    main(since, output)
