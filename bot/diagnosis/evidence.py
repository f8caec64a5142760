"""Evidence: observations numbered E1, E2... in the order in which the hypotheses first mention them."""

import hashlib
from collections.abc import Sequence

from bot.domain.diagnosis import Evidence, Finding, Observation


def exhibits(findings: Sequence[Finding]) -> tuple[tuple[Evidence, ...], dict[Observation, str]]:
    """The evidence of these findings, and the id of each observation; one observation has one id."""
    cited = (one for finding in findings for one in (*finding.cites, *finding.against))
    ids = {one: f"E{place}" for place, one in enumerate(dict.fromkeys(cited), start=1)}
    return tuple(_evidence(number, one) for one, number in ids.items()), ids


def numbered_on(observations: Sequence[Observation], known: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Further observations as evidence, with ids that go on after those that are known."""
    numbers = (int(one.id[1:]) for one in known if one.id[1:].isdecimal())
    start = max(numbers, default=0) + 1
    return tuple(_evidence(f"E{place}", one) for place, one in enumerate(observations, start=start))


def _evidence(number: str, seen: Observation) -> Evidence:
    return Evidence(
        id=number,
        source=seen.source,
        ref=seen.ref,
        quote=seen.quote,
        at=seen.at,
        digest=hashlib.sha256(seen.quote.encode(errors="replace")).hexdigest(),
    )
