"""Evidence as a quote: a header by code (id, what, where, when), then sanitised preformatted lines."""

from datetime import datetime

from bot.domain.diagnosis import Diagnosis, Evidence
from bot.render.blocks import Block, preformatted
from bot.render.words import clock, name
from bot.voice.quotes import quote, withheld_lines

UNCITED = "E0"  # text that is no evidence of a diagnosis is quoted under this id


def quoted_block(evidence: Evidence, now: datetime, *, max_lines: int = 4) -> Block:
    """One piece of evidence."""
    when = f", {clock(evidence.at, now)}" if evidence.at else ""
    title = f"{evidence.id}: {name(evidence.source, 30)}, {name(evidence.ref, 90)}{when}"
    return preformatted(title, quote(evidence, max_lines=max_lines).lines)


def quoted_text(title: str, text: str, *, max_lines: int = 20) -> Block:
    """Untrusted text that is no evidence (an alert's words, a diff), under a title made by code."""
    lines = quote(Evidence(id=UNCITED, source="", ref="", quote=text, digest=""), max_lines=max_lines).lines
    return preformatted(title, lines)


def withheld(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    """The evidence ids, each with its reference, of which some line is withheld: their sources are tainted."""
    return [(item.id, item.ref) for item in diagnosis.evidence if withheld_lines(item)]
