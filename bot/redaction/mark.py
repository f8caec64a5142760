"""The mark in a secret's place, and what already stands for a secret and may stay."""

import hashlib
import hmac
import re

from bot.redaction.vocabulary import vocabulary

_HEX = 6
_MARK = re.compile(r"\[redacted:[a-z0-9-]{1,40}:[0-9a-f]{6}\]")
# References, placeholders and words: whatever is said of a secret without being one.
_PLACEHOLDER = re.compile(
    r"(?:\*{2,}|x{3,}|X{3,}|\.{3,}|-+|_+|<[^<>]*>|\$\{[^{}]*\}?|\$\([^()]*\)?|\$[A-Za-z_]\w*|"
    r"\{\{.*|%[sdvq]|%\(\w+\)s|\{\w*\}|\[?\(?(?:redacted|masked|hidden|filtered|removed|"
    r"omitted|secret)\)?\]?"
    r"|null|nil|none|undefined|true|false|yes|no|empty|unset|n/a|nan|''|\"\"|\(.*|\[\]|\{\}?|\[object)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:vault|op|sops|ssm|sm|awssm|gcpsm|gcp|azurekeyvault|akv|kms|env|file|secret|secrets|"
    r"secretsmanager|bank-vaults|ref|doppler|keychain|keyvault|k8s|configmap|aws-sm|infisical|"
    r"berglas)"
    r"(?::|\+|//)\S+|arn:aws[\w-]*:\S+|projects/\S+|ENC\[.*|!(?:Ref|vault|secret|env)\b.*|"
    r"(?:/[\w.-]+){2,}/?|\./\S+|@\w+\(.*|valueFrom.*|secretKeyRef.*",
)
_WORDS = vocabulary("""
    required expired expires invalid missing not is was are were has have had must should cannot can't
    failed failure fails wrong incorrect rejected accepted ok okay unknown denied revoked refreshed
    rotated changed reset updated validation authentication error errors mismatch does did do for in of to
    with from and or the a an no found needed provided given set unset empty optional string bearer basic
    type length too short long unauthorized forbidden valid validated created deleted exists generated
    present absent default disabled enabled auth login user username name value values field policy based
    protected hash hashed encrypted file path prompt will would may might could can be been being
    requested issued received sent verified refreshing renewing fetching loading decoding parsing
    malformed signature revocation rotation lookup check checks successful succeeded success unable only
    this that it if when on by at as which used using uses use got signed unsigned blank undefined here
    there please enter re-enter retry limit exceeded expiry available unavailable redacted incorrectly
    count per
    """)


def mark(kind: str, secret: str, key: bytes) -> str:
    """`[redacted:kind:6 hex of HMAC-SHA256(key, secret)]`."""
    digest = hmac.new(key, secret.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    return f"[redacted:{kind}:{digest[:_HEX]}]"


def is_marked(text: str) -> bool:
    """Whether a value is, or holds, a mark: it has been redacted before."""
    return "[redacted:" in text and _MARK.search(text) is not None


def is_placeholder(value: str) -> bool:
    """Whether a value stands for a secret instead of being one."""
    bare = value.strip()
    if not any(sign.isalnum() for sign in bare):
        return True
    return is_marked(bare) or bool(_PLACEHOLDER.fullmatch(bare) or _REFERENCE.fullmatch(bare))


def is_word(value: str) -> bool:
    """Whether a value is a word said of a secret: "required", "expired"."""
    return value.strip(".,;:!?()'\"").lower() in _WORDS
