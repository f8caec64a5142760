import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import redact
from bot.redaction.names import is_secret_name

KEY = b"deployment-key"
B64 = "q8Zr1Vn0Tt5LxWc3Yb7Hd9Kf2Ms4Pj6Ga"
HEX = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"


def _pem(kind: str = "RSA ") -> str:
    body = "\n".join(f"MIIEow{B64}{B64[:20]}{row}" for row in range(6))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----"


ISSUED = {
    "aws-key": "AKIA" + "QW3RTY7UIOP5ASDF",
    "github-token": "ghp_" + B64 + "zZ9y",
    "gitlab-token": "glpat-" + B64[:20],
    "slack-token": "xoxb-" + "1234567890-0987654321-" + B64[:24],
    "stripe-key": "sk_live_" + B64[:24],
    "google-key": "AIza" + B64 + "Ab1",
    "model-key": "sk-ant-" + "api03-" + B64,
    "package-token": "npm_" + B64 + "Qw",
    "mail-key": "SG." + B64[:22] + "." + B64,
    "vault-token": "hvs." + B64,
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYXJ0In0." + B64,
    "cloud-token": "dop_v1_" + HEX + HEX,
    "grafana-token": "glsa_" + B64[:32] + "_0a1b2c3d",
    "shop-token": "shpat_" + HEX,
    "twilio-key": "SK" + HEX,
    "telegram-token": "123456789:AA" + B64[:33],
}

SECRET = "hunter7-Qz!x"
ASSIGNED = [
    f"DB_PASSWORD={SECRET}",
    f"db.password = {SECRET}",
    f"spring.datasource.password: {SECRET}",
    f'{{"password":"{SECRET}","port":5432}}',
    f'{{\\"dbPassword\\":\\"{SECRET}\\"}}',
    f"clientSecret: '{SECRET}'",
    f"client_secret={SECRET}&grant_type=client_credentials",
    f"--password={SECRET} --host db",
    f"--password {SECRET} --host db",
    f"--db-password '{SECRET}'",
    f"connecting with Server=db;User Id=sa;Pwd={SECRET};Database=shop",
    f"X-Api-Key: {SECRET}",
    f"x-vault-token: {SECRET}",
    f"export AWS_SECRET_ACCESS_KEY={SECRET}",
    f"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={SECRET};EndpointSuffix=core.windows.net",
    f"password%3D{SECRET}%26user%3Dcart",
    f"passphrase => '{SECRET}'",
    f"GET /login?user=cart&api_key={SECRET}&page=2",
    f"env: [name: SIGNING_KEY value: {SECRET}]",
    f'{{"name":"DB_PASSWORD","value":"{SECRET}"}}',
    f"- name: DB_PASSWORD\n  value: {SECRET}",
    f"mysql -h db -u root -p{SECRET} orders",
    f"redis-cli -h cache -a {SECRET} ping",
    f"sshpass -p {SECRET} ssh app@10.0.3.9",
    f"curl -s -u deploy:{SECRET} https://repo.example/x",
    f"docker login -u ci -p {SECRET} registry.example",
    f"openssl rsa -in k.pem -passin pass:{SECRET}",
    f"ALTER USER cart IDENTIFIED BY '{SECRET}'",
    f"ALTER ROLE cart WITH PASSWORD '{SECRET}'",
    f"machine repo.example login ci password {SECRET}",
    f"requirepass {SECRET}",
    f"postgres://cart:{SECRET}@db:5432/orders: timeout",
    f"amqp://guest:{SECRET}@mq.example:5672//",
    f"https://oauth2:{SECRET}@git.example/app.git",
    f"jdbc:postgresql://db/orders?user=cart&password={SECRET}",
    f"Cookie: session={SECRET}; theme=dark",
    f"Set-Cookie: sid={SECRET}; Path=/; HttpOnly",
    f"otp: {SECRET}",
    f"webhook_secret={SECRET}",
    f"kubectl create secret generic db --from-literal=password={SECRET}",
    f"<password>{SECRET}</password>",
    f'<add key="ApiSecret" value="{SECRET}"/>',
    f"failed login for sara with password {SECRET}",
    f"Server=db;User Id=sa;Password={SECRET};Encrypt=true",
    f"https://x.example/c?sv=2022-11-02&sig={SECRET}%3D&se=2026",
]

SURVIVORS = [
    "password: required",
    "password authentication failed for user cart",
    "Password must be at least 12 characters",
    "token expired 14 minutes ago",
    "token: invalid signature",
    "invalid bearer token",
    "error: bearer token not found in request",
    "no basic auth credentials",
    "secretName: cart-tls",
    "imagePullSecrets: regcred",
    'secret "cart-db" not found',
    "secretKeyRef: {name: cart-db, key: password}",
    "tokens=4211 tokens_per_second=41 max_tokens=4096",
    "tokenExpirationSeconds: 3607",
    "automountServiceAccountToken: true",
    "token=null",
    "password=${DB_PASSWORD}",
    "password: $(DB_PASSWORD)",
    "password=<redacted>",
    "password=********",
    "password: vault:secret/data/cart#password",
    "API_TOKEN=op://prod/api/token",
    "PASSWORD_FILE=/run/secrets/db-password",
    "passwordFile: /etc/cart/password",
    "access_key_id is required",
    "api_key is missing",
    "idempotency-key: 7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "request_id=7c9e6679-7425-40de-944b-e07fc1f90ae7 status=503",
    "sha256:" + HEX + HEX + " already exists",
    "deployed revision 5a37cd6312599c83926c0699454b5e5fbd278a93",
    "pod cart-7d9f8b6c4-x2k9q is CrashLoopBackOff",
    "label value Y2FydA== decoded",
    "connection refused from 203.0.113.5:5432",
    "connection refused from [2001:db8::17]:443",
    "postgres://cart@db:5432/orders timed out",
    "https://git.example/@cart/app",
    "WHERE token IS NULL",
    "keys=1200 expires=811",
    "cache_key=cart:4411 primary_key=12 partition_key=eu",
    "com.example.AuthorizationHeaderFilter took 3ms",
    "AKIA is the prefix of access key ids",
    "pass=12 fail=0",
    "3 passed, 1 failed",
    "compass: north",
    "author=cart-team",
    "auth=none",
    "auth_method: token",
    "token_type: bearer",
    "public_key=ssh-ed25519",
    "unexpected token: } at line 3",
    "next_page_token=abc123def",
    "monkey=banana-7",
    "Basic realm=shop",
    "2026-11-21T02:13:58Z ERROR could not resolve host db-0.db.shop.svc",
    'etag W/"5f3c-17c9a1" unchanged',
    "arn:aws:iam::123456789012:role/cart",
    "secret: shop/cart-db",
    "x-request-id: 4bf92f3577b34da6a3ce929d0e0e4736",
    "Access denied for user 'cart'@'10.0.0.1' (using password: YES)",
    "couldn't find key password in Secret shop/cart",
    "<tokens>4211</tokens>",
    '<add key="Region" value="eu-central-1"/>',
    "key fingerprint is SHA256:9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    "with token verification-service2",
]


@pytest.mark.parametrize("kind", ISSUED)
def test_a_secret_that_its_issuer_made_recognisable_becomes_a_mark_of_its_kind(kind: str) -> None:
    said = redact(f"02:13 cart: using {ISSUED[kind]} for orders", KEY)
    assert ISSUED[kind] not in said
    assert f"[redacted:{kind}:" in said
    assert said.startswith("02:13 cart: using ")
    assert said.endswith(" for orders")


@pytest.mark.parametrize("line", ASSIGNED)
def test_a_value_under_a_secret_name_goes_however_it_is_written(line: str) -> None:
    said = redact(f"2026-11-21T02:13:58Z {line}", KEY)
    assert SECRET not in said
    assert "[redacted:" in said


@pytest.mark.parametrize("line", SURVIVORS)
def test_what_diagnosis_needs_survives_unchanged(line: str) -> None:
    assert redact(line, KEY) == line


@pytest.mark.parametrize("line", [*ASSIGNED, *ISSUED.values(), _pem(), f"https://{HEX}@o1.ingest.example/2"])
def test_redacting_twice_is_redacting_once(line: str) -> None:
    once = redact(line, KEY)
    assert redact(once, KEY) == once


def test_equal_secrets_get_equal_marks_under_one_key_and_others_under_another() -> None:
    one, two = redact(f"a password={SECRET}", KEY), redact(f"b password={SECRET}", KEY)
    assert one[2:] == two[2:]
    assert redact(f"a password={SECRET}", b"another") != one


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
def test_a_private_key_over_lines_becomes_one_mark(kind: str) -> None:
    said = redact(f"before\n{_pem(kind)}\nafter", KEY)
    assert said.startswith("before\n[redacted:private-key:")
    assert said.endswith("]\nafter")
    assert B64 not in said


def test_a_private_key_cut_at_the_end_of_a_text_goes_too() -> None:
    cut = _pem()[:200]
    assert redact(f"log\n{cut}", KEY).startswith("log\n[redacted:private-key:")
    assert B64 not in redact(f"log\n{cut}", KEY)


def test_a_private_key_cut_at_the_start_of_a_text_goes_too() -> None:
    said = redact(_pem()[40:] + "\nafter", KEY)
    assert B64 not in said
    assert said.endswith("\nafter")


def test_a_private_key_in_one_json_string_goes() -> None:
    said = redact(json.dumps({"key": _pem(), "port": 1}), KEY)
    assert B64 not in said
    assert '"port": 1' in said


def test_a_certificate_is_no_secret() -> None:
    cert = _pem().replace("RSA PRIVATE KEY", "CERTIFICATE")
    assert redact(cert, KEY) == cert


def test_a_base64_private_key_of_a_kubeconfig_goes() -> None:
    line = f"client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo{B64}"
    assert B64 not in redact(line, KEY)


def test_an_authorization_header_keeps_its_scheme() -> None:
    said = redact(f"authorization: Bearer {B64}", KEY)
    assert said.startswith("authorization: Bearer [redacted:authorization:")


def test_basic_authentication_goes_and_the_words_stay() -> None:
    assert "[redacted:" in redact("Authorization: Basic Y2FydDpodW50ZXI3", KEY)
    assert "[redacted:basic-auth:" in redact("sent Basic Y2FydDpodW50ZXI3 upstream", KEY)


def test_a_docker_auth_pair_goes_and_an_auth_method_stays() -> None:
    assert "[redacted:auth:" in redact('{"auths":{"r.example":{"auth":"Y2FydDpodW50ZXI3"}}}', KEY)
    assert redact('{"auth":"oidc"}', KEY) == '{"auth":"oidc"}'


def test_neighbours_of_a_secret_stay() -> None:
    said = redact(f"user=cart password={SECRET}, retries=3; host=db", KEY)
    assert said.startswith("user=cart password=[redacted:password:")
    assert said.endswith("], retries=3; host=db")


def test_line_breaks_stay_as_they_are() -> None:
    assert redact("a\r\nb\n\nc", KEY) == "a\r\nb\n\nc"


def test_a_very_long_line_is_read_in_portions() -> None:
    said = redact("x " * 20_000 + f"password={SECRET}", KEY)
    assert SECRET not in said


def test_a_line_that_cannot_be_read_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(line: str, key: bytes) -> str:
        raise RuntimeError(line)

    monkeypatch.setattr("bot.redaction.text.clean_line", broken)
    assert redact("password=x\nnext", KEY) == "\n".join(["[line withheld: it could not be redacted]"] * 2)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("password", True), ("DB_PASSWORD", True), ("clientSecret", True), ("apiKey", True), ("x-api-key", True),
        ("AWS_SECRET_ACCESS_KEY", True), ("refreshToken", True), ("tls.key", True), ("client-key-data", True),
        ("tokens", False), ("secretName", False), ("passwordFile", False), ("cache_key", False), ("page_token", False),
        ("hostname", False), ("", False), ("_", False),
    ],
)  # fmt: skip
def test_the_last_words_of_a_name_tell_whether_it_is_a_secrets(name: str, secret: bool) -> None:
    assert is_secret_name(name) is secret


@given(st.text(max_size=300))
def test_no_text_breaks_the_redactor_and_it_is_idempotent(text: str) -> None:
    once = redact(text, KEY)
    assert redact(once, KEY) == once


@given(
    st.sampled_from(["password", "DB_PASSWORD", "api_key", "client-secret", "authToken"]),
    st.sampled_from(["=", ": ", '":"', "=>"]),
)
def test_any_secret_name_with_any_sign_hides_its_value(name: str, sign: str) -> None:
    assert SECRET not in redact(f'{{"{name}{sign}{SECRET}"}}', KEY)
