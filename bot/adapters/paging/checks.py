"""The doctor's question to each way to page: are its secrets there, and does anything listen. No page is sent.

So what stays open is whether the other side takes the key: only a page tells.
"""

import asyncio
import re
import ssl
from pathlib import Path

import yarl

from bot.adapters.paging.secret import Secret
from bot.domain.check import Check, fail, ok, warn
from bot.domain.errors import RefusedError, TransientError

NAME = "page"
KEY = re.compile(r"[0-9A-Za-z]{32}")
MEND = "see paging in lookout.yaml, and the secrets that it names"
REACH = "open the way to it from where Lookout runs: DNS, a proxy, the network policy, its certificate"


async def pagerduty(about: str, url: str, key: Secret, ca_file: Path | None, proxy: str) -> Check:
    """One line about a way by PagerDuty. Raises `TransientError` if nothing listens there."""
    try:
        found = key.required()
    except RefusedError as problem:
        return fail(NAME, str(problem), MEND, about)
    where = await reach(url, ca_file, proxy)
    if not KEY.fullmatch(found):
        said = (
            f"{where} listens, but the key is not one of 32 letters and digits, as those of Events API v2 are"
        )
        return warn(NAME, said, MEND, about)
    return ok(
        NAME, f"a key is there, and {where} listens; no page was sent, so the key itself is not tried", about
    )


async def webhook(
    about: str, secrets: tuple[Secret, Secret, Secret], ca_file: Path | None, proxy: str
) -> Check:
    """One line about a way by webhook: of its address, signing secret and token. Raises `TransientError` as above."""
    address, signing, token = secrets
    try:
        url, signed = address.required(), bool(signing.read())
        token.read()
    except RefusedError as problem:
        return fail(NAME, str(problem), MEND, about)
    where = await reach(url, ca_file, proxy)
    if not signed:
        said = f"{where} listens; pages are not signed, so whoever knows the address can send it some"
        return warn(NAME, said, "set LOOKOUT_PAGE_SECRET, or secret_file of this way", about)
    return ok(NAME, f"{where} listens, and pages are signed; no page was sent", about)


async def reach(url: str, ca_file: Path | None, proxy: str) -> str:
    """The host and port of an address, or of the proxy before it, once a connection to it was opened and closed.

    Raises:
        TransientError: nothing listens there, or its certificate is not trusted.
    """
    try:
        target = yarl.URL(proxy or url)
        host, port = target.host or "", target.port or 0
    except ValueError as error:
        raise TransientError("its address is none") from error
    trusted = ssl.create_default_context(cafile=ca_file) if target.scheme == "https" else None
    where = f"{host}:{port}" + (", the proxy," if proxy else "")
    try:
        _, writer = await asyncio.open_connection(host, port, ssl=trusted)
    except (OSError, ValueError) as error:
        raise TransientError(f"{where} cannot be reached ({type(error).__name__})") from error
    writer.close()
    return where
