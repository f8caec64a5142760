"""Names of one thing written in several ways: `CART_SERVICE_ADDR`, `cartservice`, `acme-cart-service`, `/api/v1/cart`.

Two names are of one thing if they are equal without separators, without the words that say only what sort of
thing it is, and without a prefix that most names of the namespace share.
"""

import re
from collections import Counter
from collections.abc import Iterable

_SORT = re.compile(
    r"(?:service|svc|server|addr|address|host|hostname|port|url|uri|endpoint|api|grpc|http|v\d+|app|backend|upstream)"
)
_PARTS = re.compile(r"[a-z]+|\d+")
_SHARED, _FEWEST = 0.6, 3


def shared_prefix(names: Iterable[str]) -> str:
    """The first word that most of these names begin with ("acme" of `acme-cart`, `acme-mail`), or ""."""
    firsts = Counter(name.partition("-")[0] for name in names if "-" in name)
    total = sum(firsts.values())
    word, count = firsts.most_common(1)[0] if firsts else ("", 0)
    return word if count >= _FEWEST and count >= _SHARED * total else ""


def core(name: str, prefix: str = "") -> str:
    """What is left of a name: lower case, no separators, no words of sort, no shared prefix."""
    parts = _PARTS.findall(name.lower())
    if prefix and parts[:1] == [prefix]:
        parts = parts[1:]
    joined = "".join(part for part in parts if not _SORT.fullmatch(part))
    for ending in ("service", "svc", "server"):
        joined = joined.removesuffix(ending) or joined
    return joined
