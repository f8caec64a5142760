"""What logs complain of: a dependency's own refusals, in the words of common databases, brokers and runtimes.

A complaint is of a kind; who is to blame (the caller, or what it calls) is told by how many complain.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.facts.pod import Pod
from bot.facts.troubles import Trouble, troubles_of
from bot.facts.view import View


class Complaint(StrEnum):
    """What a dependency, or the runtime on its behalf, said."""

    CREDENTIALS = "it rejects the credentials"
    READ_ONLY = "it takes no writes"
    EXHAUSTED = "it has no connection left"
    POOL = "a client's pool has no connection left"
    CERTIFICATE = "a certificate is expired or not trusted"
    NO_DATABASE = "the database, schema or table that is asked for is not there"
    FULL = "its disk or memory is full"


_WORDS = (
    (
        Complaint.CREDENTIALS,
        (
        r"access denied for user|password authentication failed|authentication failed|WRONGPASS|NOAUTH|"
        r"invalid username-password|login failed for user|ORA-01017|SASL authentication|SaslAuthentication|"
        r"ACCESS_REFUSED|invalid password|bad credentials|no password supplied|MongoSecurityException|"
        r"exception authenticating|role \"[^\"]+\" does not exist|Client sent AUTH|no pg_hba.conf entry"
        ),
    ),
    (
        Complaint.READ_ONLY,
        (
        r"--(?:super-)?read-only option|read-only transaction|READONLY You can't write|server is read.only|"
        r"\bnot (?:the )?(?:master|primary)\b|NotWritablePrimary|NotPrimaryException|database is in read-only|"
        r"database is read.only|read.only (?:mode|replica|database)|attempt to write a readonly|ReadOnlySqlTransaction|"
        r"because the database is read-only|1290, |ORA-16000"
        ),
    ),
    (
        Complaint.EXHAUSTED,
        (
        r"too many (?:open )?connections|too many clients|remaining connection slots|max number of clients reached|"
        r"max_connections|max_user_connections|user connections has already been reached|"
        r"maximum number of .{0,12}user connections|ORA-00020|ORA-12516|connection limit exceeded"
        ),
    ),
    (
        Complaint.POOL,
        (
        r"connection pool (?:exhausted|is full|limit|timeout)|connection is not available, request timed out|"
        r"timeout waiting for (?:idle object|connection from pool)|pool exhausted|QueuePool limit|"
        r"timeout acquiring a connection|obtain(?:ing)? a connection from the pool|"
        r"timeout exceeded when trying to connect|ConnectionPoolTimeout|PoolTimeout|unable to acquire jdbc connection|"
        r"MongoWaitQueueFull|cannot get a connection, pool error"
        ),
    ),
    (
        Complaint.CERTIFICATE,
        (
        r"certificate (?:has )?(?:is )?(?:expired|not yet valid)|CERT_HAS_EXPIRED|CertificateExpired|NotTimeValid|"
        r"x509: certificate|certificate verify failed|PKIX path|unable to (?:get local issuer|verify the first)|"
        r"remote certificate (?:is|was) invalid|sslv3 alert certificate|tls: (?:bad|expired) certificate"
        ),
    ),
    (
        Complaint.NO_DATABASE,
        (
        r"unknown database|database \"[^\"]+\" does not exist|relation \"[^\"]+\" does not exist|"
        r"table '[^']+' doesn't exist|no such table|cannot open database|invalid object name"
        ),
    ),
    (
        Complaint.FULL,
        (
        r"no space left on device|disk (?:is )?full|OOM command not allowed|disk quota exceeded|ENOSPC|"
        r"could not extend file|read-only-allow-delete|flood.stage disk watermark"
        ),
    ),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS)


@dataclass(frozen=True, slots=True)
class Heard:
    """One container that complains: of what, its most frequent line, and how many lines of that sort still come."""

    complaint: Complaint
    trouble: Trouble
    times: int

    @property
    def pod(self) -> Pod:
        """Who complains."""
        return self.trouble.pod


def complaint_in(line: str) -> Complaint | None:
    """What a line complains of, or None."""
    return next((kind for kind, words in _COMPILED if words.search(line)), None)


def complaints_of(view: View) -> tuple[Heard, ...]:
    """One entry for each container and complaint that still comes; ask with `view.once`."""
    found: dict[tuple[str, str, str, Complaint], Heard] = {}
    for one in view.once(troubles_of):
        kind = complaint_in(one.line) if one.lately else None
        if kind:
            key = (one.pod.namespace, one.pod.name, one.container, kind)
            before = found.get(key)
            best = before.trouble if before and before.trouble.times >= one.times else one
            found[key] = Heard(kind, best, one.times + (before.times if before else 0))
    return tuple(found[key] for key in sorted(found))
