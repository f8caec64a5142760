"""One line: issued secrets, URL passwords, headers, command lines and `name = value` in all the ways it is written."""

import base64
import binascii
import re
from collections.abc import Callable

from bot.redaction.commands import COMMANDS
from bot.redaction.issuers import ISSUED, kind_of
from bot.redaction.mark import is_marked, is_placeholder, is_word, mark
from bot.redaction.names import is_secret_name

_URL = re.compile(
    r"([a-z][a-z0-9+.-]{0,30}://[^\s/:@'\"<>\[]{0,200}:)([^\s/'\"<>]{1,500})@(?=[\w.\[-])", re.IGNORECASE
)
_DSN = re.compile(r"(https?://)([0-9a-f]{32})(?=@)", re.IGNORECASE)
_BEARER = re.compile(r"\b((?:bearer|token)[ \t]+)([A-Za-z0-9._~+/-]{16,}={0,2})", re.IGNORECASE)
_HEADER = re.compile(
    r"\b((?:proxy-)?authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:(?:bearer|basic|token|"
    r"digest|apikey|negotiate|ntlm|key)[ \t]+)?)([^\s\"',;]{4,})",
    re.IGNORECASE,
)
_BASIC = re.compile(r"\b(basic[ \t]+)([A-Za-z0-9+/_-]{8,}={0,2})", re.IGNORECASE)
_COOKIE = re.compile(r"\b((?:set-)?cookie2?[\"']?\s{0,3}[:=]\s{0,3}[\"']?)([^\"'\n]{4,})", re.IGNORECASE)
_CRUMB = re.compile(r"([\w.-]{1,100}=)([^;\s]{6,})")
_CRUMB_PLAIN = frozenset(("path", "domain", "expires", "max-age", "samesite", "version", "priority"))
_NAME = r"[A-Za-z0-9_][\w.-]{0,100}"
_MARKED = re.compile(r"\[redacted:[a-z0-9-]{1,40}:[0-9a-f]{6}\]")
_KEY = re.compile(
    rf"{_MARKED.pattern}|(?<![\w.-])-{{0,2}}(?:\\?[\"'])?(?P<name>{_NAME})(?:\\?[\"'])?"
    r"(?P<sep>[ \t]*(?:=>|:=|==?|:|%3D|%3A|\\u003d)[ \t]*)",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"(?P<quote>\\?[\"'])(?P<inner>(?:(?!(?P=quote))(?:\\.|[^\\\n])){0,4000})|"
    r"(?P<bare>(?:[^\s\"'&,;]|[,;](?!\s|$|[\w.-]{1,40}[ \t]*[=:])){1,4000})",
)
_FLAG = re.compile(
    rf"(?<![\w-])(--?(?P<name>{_NAME})[ \t]+)(?P<q>[\"']?)(?P<value>[^\s\"']{{3,}})", re.IGNORECASE
)
_ENV = re.compile(
    rf"(\\?[\"']?(?:name|key)\\?[\"']?[ \t]*[:=][ \t]*\\?[\"']?)({_NAME})"
    r"(\\?[\"']?[ \t]*,?[ \t]*\\?[\"']?value\\?[\"']?[ \t]*[:=][ \t]*)(\\?[\"']?)([^\s\"'\\,}]{2,})",
    re.IGNORECASE,
)
_ELEMENT = re.compile(rf"(<({_NAME})>)([^<>\s]{{3,400}})(?=</)")
# "with password X", where X is no word: letters and digits of both cases, or a sign among them.
_SPOKEN = re.compile(
    r"\b((?:with|using|wrong|bad|invalid|incorrect|the|new|old) "
    r"(?:password|passphrase|secret|token|api key)[ \t]+[\"']?)"
    r"((?=[^\s\"']*[\d!#$%&*+?@^~])(?=[^\s\"']*(?:[a-z][^\s\"']*[A-Z]|[A-Z][^\s\"']*[a-z]|[!#$%&*+?@^~]))"
    r"[^\s\"']{8,400})"
)
_SIGNED = re.compile(
    r"([?&](?:sig|signature|x-amz-signature|x-goog-signature|x-amz-security-token|code|"
    r"access_token|id_token|sas)=)([^&\s\"'<>]{8,})",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"pass|pwd|secret|token|key|auth|cookie|bearer|basic|cred|jwt|\bpw\b|sig|://|-p|-u|-a\b|"
    r"-w\b|identified|otp|htpasswd|dockerc|connection|echo|kennwort|contrasena",
    re.IGNORECASE,
)
_POD_NAME = re.compile(r"[a-z]+(?:[-/.][a-z]+)+")
_PROSE_SEP = re.compile(r"[ \t]*:[ \t]+")
_STATES = frozenset(
    ("required", "missing", "invalid", "expired", "ok", "fail", "failed", "passed", "unknown", "optional")
)
_PIN, _COUNT = 4, 9
_TRAILING = ".)]}>:!?`"


def clean_line(line: str, key: bytes) -> str:
    """The line with marks for secrets; the same line again gives the same answer."""
    line = ISSUED.sub(lambda found: mark(kind_of(found), found.group(), key), line)
    if _OPENERS.search(line) is None:
        return line
    if "://" in line:
        line = _URL.sub(_second("url-password", key), line)
        line = _DSN.sub(_second("dsn", key), line)
        line = _SIGNED.sub(_second("signature", key), line)
    low = line.lower()
    if "auth" in low or "bearer" in low or "basic" in low or "token" in low:
        line = _HEADER.sub(_second("authorization", key), line)
        line = _BEARER.sub(_bearer(key), line)
        line = _BASIC.sub(_basic(key), line)
    if "cookie" in low:
        line = _COOKIE.sub(_cookie(key), line)
    if "value" in low and ("name" in low or "key" in low):
        line = _ENV.sub(_environment(key), line)
    if "</" in line:
        line = _ELEMENT.sub(_element(key), line)
    line = _SPOKEN.sub(_second("password", key), line)
    for words, command in COMMANDS:
        if any(word in low for word in words):
            line = command.sub(_second("password", key), line)
    line = _pairs(line, key)
    return _FLAG.sub(_flag(key), line)


def _second(kind: str, key: bytes) -> Callable[[re.Match[str]], str]:
    """Redact the second group of a match, unless it is a placeholder."""

    def put(found: re.Match[str]) -> str:
        secret = found.group(2)
        if is_placeholder(secret) or is_word(secret):
            return found.group()
        begin, end = found.start(2) - found.start(), found.end(2) - found.start()
        whole = found.group()
        return f"{whole[:begin]}{mark(kind, secret, key)}{whole[end:]}"

    return put


def _bearer(key: bytes) -> Callable[[re.Match[str]], str]:
    def put(found: re.Match[str]) -> str:
        secret = found.group(2)
        # "token verification-service" and a class name are words, however long.
        if (
            not re.search(r"\d", secret)
            or is_placeholder(secret)
            or re.fullmatch(r"[a-z]+(?:[-_./][a-z0-9]+)+", secret)
        ):
            return found.group()
        return found.group(1) + mark("bearer", secret, key)

    return put


def _basic(key: bytes) -> Callable[[re.Match[str]], str]:
    def put(found: re.Match[str]) -> str:
        return (
            found.group(1) + mark("basic-auth", found.group(2), key)
            if _is_pair(found.group(2))
            else found.group()
        )

    return put


def _is_pair(value: str) -> bool:
    """Whether base64 of `user:password`."""
    try:
        plain = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return b":" in plain and plain.isascii()


def _cookie(key: bytes) -> Callable[[re.Match[str]], str]:
    def crumb(found: re.Match[str]) -> str:
        name, value = found.group(1), found.group(2)
        plain = name[:-1].lower() in _CRUMB_PLAIN or is_placeholder(value)
        return found.group() if plain else name + mark("cookie", value, key)

    def put(found: re.Match[str]) -> str:
        return found.group(1) + _CRUMB.sub(crumb, found.group(2))

    return put


def _environment(key: bytes) -> Callable[[re.Match[str]], str]:
    def put(found: re.Match[str]) -> str:
        before, name, between, quote, value = found.groups()
        if not is_secret_name(name) or is_placeholder(value):
            return found.group()
        return f"{before}{name}{between}{quote}{mark('password', value, key)}"

    return put


def _element(key: bytes) -> Callable[[re.Match[str]], str]:
    def put(found: re.Match[str]) -> str:
        opening, name, value = found.groups()
        if not is_secret_name(name) or is_placeholder(value) or is_word(value):
            return found.group()
        return opening + mark(kind_of_name(name), value, key)

    return put


def _pairs(line: str, key: bytes) -> str:
    """Every `name = value` of a line; the value of a harmless name is searched in its turn."""
    out: list[str] = []
    done = place = 0
    while found := _KEY.search(line, place):
        place = found.end()
        name = found.group("name")
        value = _VALUE.match(line, place) if name and kind_of_name(name) else None
        if value is None or name is None:
            continue
        quote = value.group("quote") or ""
        inner = value.group("inner") if quote else _bounded(value.group("bare"), found.group("sep"))
        if _harmless(name, found.group("sep"), inner, quoted=bool(quote)):
            continue
        begin = place + len(quote)
        out += [line[done:begin], mark(kind_of_name(name), inner, key)]
        done = place = begin + len(inner)
    return "".join(out) + line[done:]


def _bounded(value: str, separator: str) -> str:
    """A bare value alone: an encoded ampersand ends it, closing signs do not belong to it."""
    stop = re.search(r"%26|%3B|\\u0026|\\[nrt\"']|\|", value)
    cut = stop.start() if stop and ("%" not in stop.group() or "%" in separator) else len(value)
    while cut > 1 and value[cut - 1] in _TRAILING and not value[:cut].startswith(("[", "(", "{", "<", "$")):
        cut -= 1
    return value[:cut]


def kind_of_name(name: str) -> str:
    """What to call the secret under a name, "" if the name is not a secret's."""
    if name.lower() == "auth":
        return "auth"
    if not is_secret_name(name):
        return ""
    low = name.lower()
    if "token" in low or "jwt" in low:
        return "token"
    return "key" if "key" in low else "password" if "pass" in low or "pwd" in low else "secret"


def _harmless(name: str, separator: str, value: str, *, quoted: bool) -> bool:
    """Whether what stands under a secret's name is none: a placeholder, a count, a word, an object's name."""
    low = name.lower()
    if is_placeholder(value) or is_marked(value) or value.lower() in _STATES:
        return True
    if low == "auth":
        return not _is_pair(value)
    if value.isdigit():
        return len(value) < _PIN or (
            len(value) <= _COUNT and ("token" in low or low in {"pass", "key", "pw"})
        )
    if quoted:
        return is_word(value) and separator.strip() != "="
    prose = _PROSE_SEP.fullmatch(separator) is not None and value.startswith(("(", "<", "*", "{", "|", ">"))
    named = (
        low.rsplit("_", 1)[-1] in {"secret", "pass", "credentials"} and _POD_NAME.fullmatch(value) is not None
    )
    return prose or named or (is_word(value) and separator.strip() != "=")


def _flag(key: bytes) -> Callable[[re.Match[str]], str]:
    def put(found: re.Match[str]) -> str:
        name, value = found.group("name"), found.group("value")
        bare = value.rstrip(_TRAILING)
        if (
            not is_secret_name(name)
            or is_marked(value)
            or is_placeholder(bare)
            or is_word(bare)
            or value.startswith("-")
        ):
            return found.group()
        return f"{found.group(1)}{found.group('q')}{mark(kind_of_name(name), bare, key)}{value[len(bare) :]}"

    return put
