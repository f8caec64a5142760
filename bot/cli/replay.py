"""`lookout replay` and `lookout rerun`: a past diagnosis from the record, and what has changed since.

No network is used: only the database is read.
"""

import asyncio
import difflib
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from importlib.metadata import version
from typing import Any, TypeVar

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.say import refuse, sentences
from bot.domain.diagnosis import Diagnosis
from bot.domain.noun import Noun
from bot.render.report import visible
from bot.settings.environment import read_environment
from bot.triage.again import Again, make_again, rules_again, rules_of, steps_of
from bot.triage.ports.recordings import Part, Piece
from bot.triage.ports.store import PastDiagnosis, Transaction

Made = TypeVar("Made")
NO_KEY = b"one run of the command"
DIFFERS = 1


def replay(name: str, step: int) -> None:
    """Make a diagnosis again and compare it with its messages, or show one turn of the model.

    Raises:
        typer.Exit: 1, a message comes out otherwise; 2, it cannot be made again.
    """
    number = _number(name)
    if step:
        _show(_read(lambda tx: steps_of(tx, number)), step)
        return
    key = read_environment().redaction_key.get_secret_value().encode() or NO_KEY
    again = _read(lambda tx: make_again(tx, number, version=version("lookout"), key=key))
    for line in _told(again):
        print(line)
    if not again.same:
        raise typer.Exit(DIFFERS)


def rerun(name: str) -> None:
    """Ask the rules of this version again, and show how their hypotheses differ.

    Raises:
        typer.Exit: 1, they differ; 2, it cannot be made again.
    """
    number = _number(name)

    async def made(tx: Transaction) -> tuple[PastDiagnosis, Diagnosis]:
        past = await rules_of(tx, number)
        return past, await rules_again(tx, past, version=version("lookout"))

    past, now = _read(made)
    print(_title(past))
    print(f"now by {now.made_by}:")
    before, after = list(_hypotheses(past.diagnosis)), list(_hypotheses(now))
    if before == after:
        print("the same hypotheses")
        return
    for line in difflib.unified_diff(before, after, "then", "now", lineterm="", n=9):
        print(line)
    raise typer.Exit(DIFFERS)


def rerun_release(name: str, release: str) -> None:
    """Put the snapshot to a model under that release, and show how its hypotheses differ from those before.

    Raises:
        typer.Exit: 1, they differ, or there was no answer; 2, it cannot be asked.
    """
    number = _number(name)
    with sentences():
        url = read_environment().database_url
    record_of(url)
    from bot.cli.rerun import ask_again

    with sentences():
        asked = asyncio.run(ask_again(number, release))
    print(_title(asked.past))
    print(f"now {asked.how}")
    before, after = list(_hypotheses(asked.before)), list(_hypotheses(asked.after)) if asked.after else []
    if before == after:
        print("the same hypotheses")
        return
    if after:
        for line in difflib.unified_diff(before, after, asked.then, f"release {release}", lineterm="", n=9):
            print(line)
    raise typer.Exit(DIFFERS)


def _told(again: Again) -> Iterator[str]:
    yield _title(again.past)
    same = list(_hypotheses(again.past.diagnosis)) == list(_hypotheses(again.rules))
    yield f"rules: {'the same hypotheses' if same else 'other hypotheses'}, by {again.rules.made_by}"
    if again.rules.made_by != again.past.diagnosis.made_by:
        yield "  another version made it, so what differs below is what has changed since"
    if again.model:
        alike = again.found == again.stood
        yield f"model: {visible(again.model)}; {'the same conclusion' if alike else 'another conclusion'}"
    yield from again.unlike
    for one in again.messages:
        yield f"{one.name}: {'identical' if one.same else 'not identical'}"
        if one.stands is None:
            yield "  it does not stand in the thread"
        elif not one.same:
            then, now = _lines(one.stands), _lines(one.again)
            yield from difflib.unified_diff(then, now, "as it stands", "as it comes out", lineterm="", n=1)


def _title(past: PastDiagnosis) -> str:
    made = visible(past.diagnosis.made_by)
    return f"D-{past.id} of I-{past.incident.number}, {past.at:%Y-%m-%d %H:%M:%S} UTC, by {made}"


def _hypotheses(diagnosis: Diagnosis) -> Iterator[str]:
    yield f"verdict {diagnosis.verdict.value}"
    for one in diagnosis.hypotheses:
        yield visible(f"{one.rank} {one.cause} {one.subject} {one.confidence:.2f} {one.statement}")


def _show(pieces: Sequence[Piece], step: int) -> None:
    found = [one for one in pieces if one.step == step]
    if not found:
        last = max(one.step for one in pieces)
        raise refuse(f"there is no turn {step}; the run has {last}")
    for one in found:
        print(f"--- {one.part.value} of turn {one.step}, {one.elapsed:.3f} s after the beginning")
        body = one.body if one.part is not Part.REQUEST else {**one.body, "tools": _names(one.body)}
        print("\n".join(visible(line) for line in _json(body).splitlines()))


def _names(body: dict[str, Any]) -> list[str]:
    return [str(tool["name"]) for tool in body.get("tools", ())]


def _lines(content: Noun) -> list[str]:
    return [visible(line) for line in _json(content.model_dump(mode="json")).splitlines()]


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)


def _number(name: str) -> int:
    bare = name.strip().upper().removeprefix("D-")
    if not bare.isdecimal() or len(bare) > 9:  # noqa: PLR2004 # a number of the database
        raise refuse(f"{name!r} is no diagnosis: write its number, as in D-12")
    return int(bare)


def _read(look: Callable[[Transaction], Awaitable[Made]]) -> Made:
    with sentences():
        url = read_environment().database_url
    record_of(url)
    with sentences():
        return asyncio.run(_within(url, look))


async def _within(url: str, look: Callable[[Transaction], Awaitable[Made]]) -> Made:
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.read() as tx:
            return await look(tx)
    finally:
        await store.close()
