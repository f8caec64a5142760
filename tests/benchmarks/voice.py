"""`make bench-voice`: the language guard, the redactor and the quotes, measured on texts.

Prints, for the shared examples where they are at hand and for the project's own corpus: the share of violations that
are stopped, of legitimate texts that pass as they are, and what was missed, by kind; secrets gone and look-alikes
kept; poisoned telemetry that stays harmless; and the time of a judgement for texts as long as Slack takes. The corpus
was written beside the rules, so its share is a check of regressions, no forecast for unseen texts.
"""

import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.domain.diagnosis import Evidence
from bot.domain.people import HumanAct
from bot.redaction import redact
from bot.render.evidence import quoted_block
from bot.voice.jsonl import parse_acts, verdict
from bot.voice.judge import judge
from bot.voice.payload import screen
from tests.render.everything_said import POSTS
from tests.render.render_factories import ACTS

CORPUS = Path(__file__).parents[1] / "voice" / "corpus"
SHARED = Path(__file__).parents[3] / "shared" / "data"
KEY = b"a benchmark's own key"
LENGTHS = (1_000, 3_000, 12_000)
"""Characters: an ordinary section, the longest section, the longest Markdown block."""
LIVE = ("<@", "<!", "<#", "<http", "](http", "](mailto", "\x1b", "\u202e")
ROUNDS = 3
PROSE = (
    "negation",
    "hypothesis",
    "names",
    "k8s_ownership_words",
    "mitigation_proposal",
    "tricky_substrings",
    "network",
)
"""Kinds whose texts pass without a ledger, so that a judgement reads them to their end."""
_NOW = datetime(2026, 11, 21, 2, 14, tzinfo=UTC)


def main() -> None:
    """Print the tables; times first, before the texts are known to the guard."""
    speed()
    guard("the project's own texts", CORPUS)
    if SHARED.is_dir():
        guard("the shared examples", SHARED / "guard")
        secrets(SHARED / "secrets" / "secrets.jsonl")
        injection(SHARED / "injection" / "injection.jsonl")
    else:
        print("the shared examples are not here, so only the project's own texts were measured")


def guard(title: str, folder: Path) -> None:
    """Block rate and pass rate, misses by kind."""
    acts = parse_acts((folder / "ledger.json").read_text(encoding="utf-8"))
    for name, wanted in (("block.jsonl", "block"), ("allow.jsonl", "pass")):
        rows = [*_rows(folder / name)]
        wrong = Counter(row["kind"] for row in rows if _said(row, acts) != wanted)
        print(f"{title}, to {wanted}: {_share(len(rows) - wrong.total(), len(rows))}")
        for kind, count in sorted(wrong.items()):
            print(f"  missed, {kind}: {count}")


def secrets(path: Path) -> None:
    """Secrets that are gone, and look-alikes that stay, after one pass; a second pass must change nothing."""
    rows = [*_rows(path)]
    said = {row["text"]: redact(row["text"], KEY) for row in rows}
    gone = [row for row in rows if row["must"] == "redact"]
    kept = [row for row in rows if row["must"] == "survive"]
    clean = sum(not any(secret in said[row["text"]] for secret in row["secrets"]) for row in gone)
    same = sum(said[row["text"]] == row["text"] for row in kept)
    again = sum(redact(text, KEY) == text for text in said.values())
    print(f"secrets gone: {_share(clean, len(gone))}; look-alikes kept: {_share(same, len(kept))}")
    print(f"redacted twice is redacted once: {_share(again, len(said))}")


def injection(path: Path) -> None:
    """Poisoned telemetry as a quote in a message: nothing live is rendered, and the guard refuses nothing of it."""
    rows = [*_rows(path)]
    harmless = sum(_harmless(row["text"]) for row in rows)
    print(f"poisoned telemetry harmless as a quote: {_share(harmless, len(rows))}")


def speed() -> None:
    """The time of one judgement: of sentences that the guard's caches have not seen, and of the same text again."""
    rows = [row["text"] for row in _rows(CORPUS / "allow.jsonl") if row["kind"] in PROSE]
    random.Random(1).shuffle(rows)
    judge("The first judgement compiles the rules.")
    largest = max(POSTS.values(), key=lambda post: len(json.dumps(post.blocks)))
    body = {"channel": "C1", "text": largest.text, "blocks": list(largest.blocks)}
    began = time.process_time()
    screen("chat.postMessage", body, ACTS)
    took = (time.process_time() - began) * 1000
    print(
        f"the largest message that Lookout writes ({len(json.dumps(body))} bytes), new: {took:.0f} ms (processor time)"
    )
    for length in LENGTHS:
        texts = [_text(rows, length) for _ in range(ROUNDS)]
        for title, times in (
            ("new", [_timed(text) for text in texts]),
            ("again", [_timed(text) for text in texts]),
        ):
            shown = f"median {statistics.median(times) * 1000:.0f} ms, worst {max(times) * 1000:.0f} ms"
            print(f"a judgement of {length} characters, {title}: {shown} of {ROUNDS} (processor time)")


def _timed(text: str) -> float:
    began = time.process_time()
    judge(text)
    return time.process_time() - began


def _text(rows: list[str], length: int) -> str:
    """So many characters of sentences that are used up by it."""
    lines: list[str] = []
    while rows and sum(map(len, lines)) < length:
        lines.append(f"{rows.pop()}\n")
    return "".join(lines)[:length].rpartition("\n")[0]


def _harmless(text: str) -> bool:
    evidence = Evidence(id="E1", source="log", ref="shop/pod/cart", quote=redact(text, KEY), digest="")
    block = quoted_block(evidence, _NOW, max_lines=20)
    shown = json.dumps(block, ensure_ascii=False)
    judged = screen("chat.postMessage", {"text": "Hypothesis 1: see E1.", "blocks": [block]}, ())
    return not judged.refused and not judged.withheld and not any(sign in shown for sign in LIVE)


def _said(row: dict[str, Any], acts: Sequence[HumanAct]) -> str:
    return str(verdict(row["text"], row["kind"], acts)["verdict"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "none"


if __name__ == "__main__":
    main()
