"""Secrets that this process was given: none of them stands in a line that leaves it, whatever it looks like.

`redact` finds what reads as a secret; of these the very text is known, also as JSON, Python and URLs write it.
"""

import json
import re
from collections.abc import Callable, Iterable
from functools import partial
from urllib.parse import quote, quote_plus

SHORTEST = 6
"""Characters; what is shorter stands by chance in any text."""
MARK = "[redacted:given]"


def without(secrets: Iterable[str]) -> Callable[[str], str]:
    """Takes these secrets out of a text."""
    forms = {form for one in secrets if len(one) >= SHORTEST for form in _forms(one)}
    if not forms:
        return str
    found = re.compile("|".join(re.escape(one) for one in sorted(forms, key=len, reverse=True)))
    return partial(found.sub, MARK)


def _forms(secret: str) -> Iterable[str]:
    return (
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        quote(secret, safe=""),
        quote_plus(secret),
    )
