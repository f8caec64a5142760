"""The judge: may this text be said, in Lookout's own voice?

One answer with a reason. What the reader would see is judged, not what was typed; a text that had to be disguised to be
written is refused for that alone. `payload` asks this of every string of a Slack call, `quotes` of untrusted names.
"""

import re
from collections.abc import Sequence

from bot.domain.noun import Noun
from bot.domain.people import HumanAct
from bot.voice.emoji import pictured
from bot.voice.markup import Unfolded, unfold
from bot.voice.normalise import normalise
from bot.voice.rules import broken, claimed_beside
from bot.voice.rules.names import speaks
from bot.voice.sentences import sentences
from bot.voice.statement import is_statement

LONGEST = 65_536
MOST_LINES = 1_000
_SOFT = frozenset(("script", "styled", "marks", "emoji"))
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
BOT_IDS = ("lookout", "triage-bot", "bot")


class Judgement(Noun):
    """`rule` is the short code of the rule that blocked, "" if passed; `rendered` the reading that was judged."""

    passed: bool
    rule: str = ""
    rendered: str = ""


def judge(text: str, acts: Sequence[HumanAct] = (), *, bot_ids: Sequence[str] = BOT_IDS) -> Judgement:
    """Judge one text; `acts` are what humans really did, `bot_ids` the ids and names of Lookout itself.

    Linear in the length of the text; longer than `LONGEST` characters counts as a violation.
    """
    if len(text) > LONGEST or text.count("\n") > MOST_LINES:
        return Judgement(passed=False, rule="too-long", rendered=text[:200])
    folded = normalise(text)
    quoted, prose = _evidence(folded.text)
    unfolded = unfold(prose)
    rule = _flaw(text, folded.flaw) or _flawed(unfolded, quoted) or _prose(unfolded, _humans(acts, bot_ids))
    return Judgement(passed=not rule, rule=rule, rendered=" ".join(folded.text.split()))


def _flaw(text: str, flaw: str) -> str:
    """The flaw of a text; how machine text is written is its own affair, unless it hides what stands around it."""
    if flaw in _SOFT and ("`" in text or "│" in text):
        return normalise(_evidence(_CODE.sub(" ", text))[1]).flaw
    return flaw


def _humans(acts: Sequence[HumanAct], bot_ids: Sequence[str]) -> tuple[HumanAct, ...]:
    """The acts without any that name the bot: it is no human, whatever a row says."""
    own = {one.lower() for one in bot_ids}
    return tuple(act for act in acts if act.user.lower() not in own)


def _evidence(text: str) -> tuple[str, str]:
    """Lines with the evidence prefix, and the rest."""
    if "│" not in text:
        return "", text
    lines = text.split("\n")
    quoted = [line for line in lines if _is_evidence(line)]
    return "\n".join(quoted), "\n".join(line for line in lines if not _is_evidence(line))


def _is_evidence(line: str) -> bool:
    head, bar, _ = line.lstrip(" >").partition("│")
    return bool(bar) and head[:1] == "E" and head[1:].strip().isdigit()


def _flawed(unfolded: Unfolded, quoted: str) -> str:
    """Machine text that speaks, or a picture anywhere else."""
    if (quoted and is_statement(quoted)) or any(map(_speaks, unfolded.code)):
        return "statement"
    return "emoji" if any(pictured(reading) for reading in unfolded.readings) else ""


def _speaks(code: str) -> bool:
    """Machine text that reads as somebody's word; a lone word is judged where it stands, unless its parts speak."""
    return is_statement(code) if " " in code.strip() else speaks(code)


def _prose(unfolded: Unfolded, acts: Sequence[HumanAct]) -> str:
    for reading in unfolded.readings:
        for sentence in sentences(reading, unfolded.code):
            if any(map(_speaks, sentence.machine)):
                return "statement"
            rule = broken(sentence, acts) or claimed_beside(sentence)
            if rule:
                return rule
    return ""
