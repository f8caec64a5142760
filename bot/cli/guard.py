"""`lookout guard`: texts in, verdicts out."""

import json
from pathlib import Path

from bot.cli.say import refuse
from bot.voice.jsonl import parse_acts, verdicts


def main(jsonl: str, ledger: str) -> None:
    """One verdict a line; 0 whatever they are, 2 for input that cannot be read."""
    try:
        acts = parse_acts(Path(ledger).read_text(encoding="utf-8")) if ledger else ()
        with Path(jsonl).open(encoding="utf-8") as lines:
            for verdict in verdicts(lines, acts):
                print(json.dumps(verdict, ensure_ascii=False))
    except OSError as problem:
        raise refuse(f"{problem.filename} cannot be read: {problem.strerror}") from None
    except ValueError as problem:
        raise refuse(f"this input cannot be judged: {problem}") from None
