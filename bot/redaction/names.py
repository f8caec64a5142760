"""Names whose values are secret: `DB_PASSWORD`, `client-secret`, `apiKey`, but not `secretName` or `tokens`."""

import re
from functools import lru_cache

from bot.redaction.vocabulary import vocabulary

_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LAST = vocabulary("""
    password passwd passphrase pwd passcode pw secret token apikey credential credentials creds jwt bearer
    authkey authtoken accesstoken refreshtoken sessiontoken clientsecret privatekey secretkey accesskey
    apitoken dbpassword userpassword mypassword requirepass masterauth dockerconfigjson dockercfg htpasswd
    connectionstring rootpassword pgpassword passwort contrasena kennwort secretaccesskey storagekey
    accountkey sharedaccesskey signingkey encryptionkey masterkey webhooksecret sharedsecret otp
    """)
_KEYED = vocabulary("""
    api access secret private signing encryption encrypt auth account shared master client service storage
    subscription webhook hmac jwt cookie session license tls ssl ssh ca deploy crypt symmetric aes rsa
    root functions host admin write app application integration routing-secret decryption publish ingest
    """)
# "app_key", "host_key" and the like are often harmless; they count only with a second word of secrecy.
_WEAK_KEYED = vocabulary(
    "service client host write app application session cookie account tls ssl ssh ca root access admin"
)
_NOT_TOKEN = vocabulary(
    "page next continuation continue sync cursor resume nextpage watch unexpected max num "
    "count illegal bad last"
)
_SHORT_PASS = vocabulary("pass pass1 pass2 passw")
_DATA = frozenset(("data", "pem", "b64", "base64", "value", "plain", "raw", "string", "text"))


@lru_cache(maxsize=8192)
def is_secret_name(name: str) -> bool:
    """Whether a value under this name is a secret; the last words of the name decide."""
    words = [word.lower() for word in _SPLIT.split(name) if word]
    while len(words) > 1 and (words[-1] in _DATA or words[-1].isdigit()):
        words = words[:-1]
    if not words:
        return False
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last == "token":
        return before not in _NOT_TOKEN
    if last in _LAST or (last in _SHORT_PASS):
        return True
    if last == "key" and len(words) > 1:
        strong = {
            "secret",
            "private",
            "api",
            "signing",
            "encryption",
            "hmac",
            "master",
            "shared",
            "auth",
            "storage",
            "aes",
            "jwt",
            "symmetric",
        }
        return before in _KEYED and (
            before not in _WEAK_KEYED
            or before in {"access", "account", "client", "tls", "ca"}
            or bool(strong & set(words))
        )
    return name.lower() in {
        "tls.key",
        "id_rsa",
        "id_ed25519",
        "id_ecdsa",
        "ssh-privatekey",
        "_authtoken",
        "_password",
        "_auth",
    }
