"""The commands a person types. Each imports what it needs when it runs, so that help is there at once.

Exit codes: 0 it did what it says; 1 it ran and the answer is no; 2 it could not run (input, settings, outside).
"""

from typing import Annotated

import typer

from bot.cli.drill_commands import drill_app
from bot.cli.keep import backup, export, restore
from bot.cli.ledger import ledger_app
from bot.cli.order import InOrder
from bot.cli.past import replay, rerun
from bot.cli.quality.commands import cases_app, evaluate, quality_report
from bot.cli.release import release_app
from bot.cli.runbooks import runbooks_app

app = typer.Typer(
    name="lookout",
    help="Slack-native on-call triage. It reads, it reports; it never takes the helm.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(runbooks_app, name="runbooks")
app.command()(replay)
app.command()(rerun)
app.add_typer(release_app, name="release")
app.add_typer(ledger_app, name="ledger")
app.add_typer(drill_app, name="drill")
app.add_typer(cases_app, name="cases")


@app.command()
def run() -> None:
    """Connect to Slack and the clusters and work until stopped."""
    from bot.cli.run import main

    main()


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Where the page is, on 127.0.0.1.")] = 8484,
    scenario: Annotated[str, typer.Option(help="The incident that is there at the start.")] = "bad-rollout",
    once: Annotated[
        str, typer.Option(help="Play one scenario (or `all`) without a browser and judge how it ended.")
    ] = "",
    approve: Annotated[bool, typer.Option("--approve", help="With --once: both humans agree.")] = False,
    deny: Annotated[bool, typer.Option("--deny", help="With --once: the commander denies.")] = False,
    list_only: Annotated[bool, typer.Option("--list", help="Print the scenarios' names.")] = False,
    without_lookout: Annotated[
        bool, typer.Option("--without-lookout", help="Only Slack and the cluster; prints how to connect.")
    ] = False,
    http: Annotated[
        bool, typer.Option("--http", help="Slack calls Lookout over HTTP, instead of Socket Mode.")
    ] = False,
    model: Annotated[
        bool | None,
        typer.Option("--model/--no-model", help="A local model beside it; with --once only if asked for."),
    ] = None,
    model_day: Annotated[
        str,
        typer.Option(
            help="A bad day of that model, until it is cleared: overloaded, hang, lies... With --once also `each`."
        ),
    ] = "",
    clusters: Annotated[
        int, typer.Option(help="So many clusters; every scenario can be fired in each of them.")
    ] = 1,
    impatient: Annotated[
        bool,
        typer.Option("--impatient", help="Reminder, group and page come within a minute, if nobody acts."),
    ] = False,
) -> None:
    """A local Slack workspace and a local cluster with a live incident, and Lookout between them."""
    from bot.cli.sandbox import main

    main(
        port=port,
        scenario=scenario,
        once=once,
        approve=approve,
        deny=deny,
        list_only=list_only,
        without_lookout=without_lookout,
        http=http,
        model=model,
        model_day=model_day,
        clusters=clusters,
        impatient=impatient,
    )


@app.command()
def doctor(
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    seconds: Annotated[float, typer.Option(help="The time that each check has.")] = 10.0,
) -> None:
    """Look at all that Lookout needs: Slack, clusters, rights, people, database. Changes nothing.

    0: fine, perhaps with warnings. 1: something fails. 2: it could not run, or something could not be looked at.
    """
    from bot.cli.doctor import main

    main(output, seconds)


@app.command()
def preflight(
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Ask the clusters whether those on call may do what the runbooks say, and whether links answer. Changes nothing.

    0: all of it. 1: somebody on a rota cannot run a step, or a link is gone. 2: something could not be asked.
    """
    from bot.cli.preflight import main

    main(output)


@app.command(cls=InOrder)
def diagnose(
    snapshots: Annotated[
        list[str] | None,
        typer.Argument(help="Folders, .tar.gz or .tar.xz archives, or dumps; - is standard input."),
    ] = None,
    snapshot: Annotated[  # noqa: ARG001 - its values are taken as arguments, so that the order is kept
        list[str] | None, typer.Option("--snapshot", help="The same, one or more after it; may be repeated.")
    ] = None,
    output: Annotated[str, typer.Option("--format", help="text, markdown, json or jsonl.")] = "text",
    fail_on: Annotated[
        str,
        typer.Option(
            help="Exit with 1 on this verdict: fault, or unsure (a fault too). "
            "Usually 0, since a diagnosis is an answer, and 2 if something could not be read."
        ),
    ] = "never",
    save: Annotated[
        str, typer.Option(help="Write what was read to this folder, without secrets, in the same layout.")
    ] = "",
    namespace: Annotated[
        str,
        typer.Option("--namespace", "-n", help="The namespace of the incident; of a live cluster, needed."),
    ] = "",
    workload: Annotated[str, typer.Option(help="What it is about: cart, or Deployment/cart.")] = "",
    context: Annotated[str, typer.Option(help="Read a live cluster: a context of the kubeconfig.")] = "",
    kubeconfig: Annotated[str, typer.Option(help="The kubeconfig, if it is not KUBECONFIG's.")] = "",
    prometheus: Annotated[str, typer.Option(help="Ask this Prometheus too: its URL.")] = "",
    alertmanager: Annotated[str, typer.Option(help="Ask this Alertmanager too: its URL.")] = "",
) -> None:
    """Diagnose snapshots, or a live cluster, by the rules, without Slack or model. Nothing is changed."""
    from bot.cli.diagnose import main
    from bot.cli.diagnose.jobs import Asked

    main(
        Asked(
            snapshots=tuple(snapshots or ()),
            output=output,
            fail_on=fail_on,
            save=save,
            namespace=namespace,
            workload=workload,
            kubeconfig=kubeconfig,
            context=context,
            prometheus=prometheus,
            alertmanager=alertmanager,
        )
    )


@app.command()
def detectors(
    output: Annotated[str, typer.Option("--format", help="text, json or markdown.")] = "text",
) -> None:
    """List the causes that the rules recognise, what each needs to be read, and what would refute it."""
    from bot.cli.detectors import main

    main(output)


@app.command()
def postmortem(
    incident: Annotated[str, typer.Argument(help="The incident's number: I-12, or 12.")],
    output: Annotated[
        str, typer.Option(help="Write the document and its picture to this folder, instead of printing it.")
    ] = "",
    close: Annotated[
        bool, typer.Option("--close", help="Record it as complete; refused while a part of it is missing.")
    ] = False,
    by: Annotated[str, typer.Option(help="With --close: whose word it is, if not this shell's user's.")] = "",
) -> None:
    """Write an incident's postmortem from the record: Markdown, and a picture of its timeline."""
    from bot.cli.postmortem import main

    main(incident, output, close=close, by=by)


@app.command()
def guard(
    jsonl: Annotated[
        str, typer.Option(help="A file with one JSON object a line, with `text` and optionally `kind`.")
    ],
    ledger: Annotated[str, typer.Option(help="A JSON list of what humans really did.")] = "",
) -> None:
    """Judge texts as the language guard does: one verdict a line."""
    from bot.cli.guard import main

    main(jsonl, ledger)


@app.command()
def redact() -> None:
    """Read standard input, write it without secrets."""
    from bot.cli.redact import main

    main()


@app.command()
def stop(
    scope: Annotated[
        str,
        typer.Argument(
            help="everything, model, mitigation, posting, service:<name>, incident:<id>, release:<name>"
        ),
    ] = "everything",
    why: Annotated[str, typer.Option(help="Shown to whoever asks.")] = "",
) -> None:
    """Stop a scope at once, by the database that the running Lookout reads before every side effect."""
    from bot.cli.levers import pull

    pull(scope, why)


@app.command()
def resume(scope: Annotated[str, typer.Argument(help="The scope to resume.")] = "everything") -> None:
    """Lift a stop."""
    from bot.cli.levers import lift

    lift(scope)


app.command()(backup)
app.command()(restore)
app.command()(export)
app.command("eval")(evaluate)
app.command("quality")(quality_report)
