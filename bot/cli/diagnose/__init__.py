"""`lookout diagnose`: the rules on snapshots, or on a live cluster, for people or for programs.

`jobs` says what is asked, `work` does it (many snapshots at a time), `live` reads a cluster, `show` prints.

Exit codes: 0 all were diagnosed; 1 that too, and `--fail-on` names what was found; 2 something could not be read. A
diagnosis is an answer, whatever it says, so it is 0 unless the caller wants otherwise: a pipeline that asks why its
deployment failed has failed already.
"""

import sys

import typer

from bot.cli.diagnose.jobs import FAIL_ON, FORMATS, Asked, jobs_of
from bot.cli.diagnose.show import Show
from bot.cli.diagnose.work import outcomes
from bot.cli.say import COULD_NOT_RUN, refuse

ANSWER_IS_NO = 1


def main(asked: Asked) -> None:
    """Diagnose all that is asked for and print it in the order of asking."""
    if asked.output not in FORMATS:
        raise refuse(f"there is no format {asked.output!r}; the formats are {', '.join(FORMATS)}")
    if asked.fail_on not in FAIL_ON:
        raise refuse(f"--fail-on is one of {', '.join(FAIL_ON)}, not {asked.fail_on!r}")
    show = Show(asked.output)
    jobs = jobs_of(asked, show.width)
    verdicts: list[str] = []
    unreadable = False
    for outcome in show.progress(outcomes(jobs), len(jobs)):
        if outcome.shown:
            show.one(outcome.shown)
            verdicts.append(outcome.verdict)
        if outcome.problem:
            unreadable = True
            print(f"lookout: {outcome.problem}", file=sys.stderr)
    show.end()
    if unreadable:
        raise typer.Exit(COULD_NOT_RUN)
    if set(verdicts) & set(FAIL_ON[asked.fail_on]):
        raise typer.Exit(ANSWER_IS_NO)
