"""Secrets out of text, before the model, Slack, logs and ledger see it.

Structure decides, never entropy: an issuer's prefix, a key block, a URL's password, a header, a name and its value. So
what diagnosis needs survives (uuids, digests, pod hashes, "token expired"). Each secret becomes a mark that is the same
for equal secrets of one deployment: `[redacted:password:3f9a1c]`. `text` redacts text, `tree` JSON values; the key of
the marks is an argument.
"""

from bot.redaction.text import redact
from bot.redaction.tree import redact_value

__all__ = ["redact", "redact_value"]
