"""Faults at a dependency: its clients' own words in six languages, and who must change what."""

from collections.abc import Callable

from tests.worlds.ills import end, loops, runs_unready
from tests.worlds.styles import STORES
from tests.worlds.truth import Truth, truth
from tests.worlds.world import Raw, World

_STAMP = "2026-05-12T14:30:{:02d}.114Z "
Words = Callable[[str, str], str]

CREDENTIALS: dict[tuple[str, str], str] = {
    ("java", "mysql"): "java.sql.SQLException: Access denied for user 'app'@'10.244.0.31' (using password: YES)",
    ("java", "mongodb"): "com.mongodb.MongoSecurityException: Exception authenticating MongoCredential{mechanism=SCRAM-SHA-256, userName='app'}",
    ("java", "amqp"): "com.rabbitmq.client.AuthenticationFailureException: ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.",
    ("java", "kafka"): "org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed: Invalid username or password",
    ("node", "postgresql"): 'error: password authentication failed for user "clinic"\n    at Parser.parseErrorMessage',
    ("node", "redis"): "ReplyError: WRONGPASS invalid username-password pair or user is disabled.",
    ("go", "postgresql"): '{"level":"error","msg":"ping db","error":"pq: password authentication failed for user \\"ledger\\""}',
    ("go", "redis"): '{"level":"error","error":"NOAUTH Authentication required."}',
    ("go", "kafka"): '{"level":"error","error":"kafka: client has run out of available brokers: SASL Authentication failed"}',
    ("python", "postgresql"): 'django.db.utils.OperationalError: connection to server at "pg-main" (10.96.7.9), port 5432 failed: FATAL:  password authentication failed for user "news"',
    ("python", "mysql"): "pymysql.err.OperationalError: (1045, \"Access denied for user 'app'@'10.244.0.31' (using password: YES)\")",
    ("python", "amqp"): "amqp.exceptions.AccessRefused: (0, 0): (403) ACCESS_REFUSED - Login was refused using authentication mechanism AMQPLAIN.",
    ("dotnet", "sqlserver"): "Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user 'sa'.",
    ("ruby", "mysql"): "Mysql2::Error::ConnectionError: Access denied for user 'cinema'@'10.244.0.12' (using password: YES)",
    ("ruby", "redis"): "Redis::CannotConnectError: WRONGPASS invalid username-password pair or user is disabled.",
}  # fmt: skip
READ_ONLY = {
    ("java", "mysql"): "java.sql.SQLException: The MySQL server is running with the --read-only option so it cannot execute this statement",
    ("java", "mongodb"): "com.mongodb.MongoNotPrimaryException: Command failed with error 10107 (NotWritablePrimary): 'not primary'",
    ("node", "postgresql"): "error: cannot execute INSERT in a read-only transaction",
    ("node", "redis"): "ReplyError: READONLY You can't write against a read only replica.",
    ("go", "postgresql"): '{"level":"error","error":"pq: cannot execute UPDATE in a read-only transaction"}',
    ("go", "redis"): '{"level":"error","error":"READONLY You can\'t write against a read only replica."}',
    ("python", "postgresql"): "psycopg2.errors.ReadOnlySqlTransaction: cannot execute INSERT in a read-only transaction",
    ("python", "mysql"): "pymysql.err.InternalError: (1290, 'The MySQL server is running with the --super-read-only option so it cannot execute this statement')",
    ("dotnet", "sqlserver"): 'Microsoft.Data.SqlClient.SqlException: Failed to update database "erp" because the database is read-only.',
    ("ruby", "mysql"): "Mysql2::Error: The MariaDB server is running with the --read-only option so it cannot execute this statement",
}  # fmt: skip
EXHAUSTED = {
    ("java", "mysql"): 'com.mysql.cj.jdbc.exceptions.MySQLNonTransientConnectionException: Data source rejected establishment of connection,  message from server: "Too many connections"',
    ("node", "postgresql"): "error: sorry, too many clients already",
    ("node", "redis"): "ReplyError: ERR max number of clients reached",
    ("go", "postgresql"): '{"level":"error","error":"pq: remaining connection slots are reserved for non-replication superuser connections"}',
    ("go", "redis"): '{"level":"error","error":"ERR max number of clients reached"}',
    ("python", "postgresql"): 'psycopg2.OperationalError: connection to server at "pg-main" (10.96.7.9), port 5432 failed: FATAL:  sorry, too many clients already',
    ("python", "mysql"): "pymysql.err.OperationalError: (1040, 'Too many connections')",
    ("dotnet", "sqlserver"): "Microsoft.Data.SqlClient.SqlException: Could not connect because the maximum number of '100' user connections has already been reached.",
    ("ruby", "mysql"): "Mysql2::Error::ConnectionError: Too many connections",
}  # fmt: skip
PORT = {
    ("java", "mysql"): "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure\n\nThe last packet sent successfully to the server was 0 milliseconds ago. The driver has not received any packets from the server.\nCaused by: java.net.ConnectException: Connection refused (Connection refused)",
    ("java", "mongodb"): "com.mongodb.MongoSocketOpenException: Exception opening socket\nCaused by: java.net.ConnectException: Connection refused\n {{address={host}:{port}, type=UNKNOWN, state=CONNECTING}}",
    ("node", "postgresql"): "Error: connect ECONNREFUSED {ip}:{port}\n    at TCPConnectWrap.afterConnect [as oncomplete]",
    ("go", "postgresql"): '{{"level":"error","error":"dial tcp {ip}:{port}: connect: connection refused"}}',
    ("python", "postgresql"): 'psycopg2.OperationalError: connection to server at "{host}" (10.96.7.9), port {port} failed: Connection refused',
    ("python", "mysql"): "pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on '{host}' ([Errno 111] Connection refused)\")",
    ("dotnet", "sqlserver"): "Microsoft.Data.SqlClient.SqlException (0x80131904): A network-related or instance-specific error occurred while establishing a connection to SQL Server. (provider: TCP Provider, error: 40 - Could not open a connection to SQL Server: Connection refused)",
    ("ruby", "mysql"): "Mysql2::Error::ConnectionError: Can't connect to MySQL server on '{host}' (111)",
}  # fmt: skip
HOST = {
    "java": "Caused by: java.net.UnknownHostException: {host}: Name or service not known",
    "node": "Error: getaddrinfo ENOTFOUND {host}",
    "go": '{{"level":"error","error":"dial tcp: lookup {host} on 10.96.0.10:53: no such host"}}',
    "python": 'psycopg2.OperationalError: could not translate host name "{host}" to address: Name or service not known',
    "dotnet": "System.Net.Sockets.SocketException (00000001, 11): Name or service not known ({host}:1433)",
    "ruby": "Mysql2::Error::ConnectionError: Unknown MySQL server host '{host}' (-2)",
}


def _pair(world: World, words: dict[tuple[str, str], str]) -> tuple[str, str, str]:
    """A caller, the store that it calls, and what its driver says."""
    found = [
        (one.name, store, words[one.language, STORES[world.part(store).language][2]])
        for one in world.style.parts
        for store in one.calls
        if world.part(store).store and (one.language, STORES[world.part(store).language][2]) in words
    ]
    return world.pick(found)


def _complain(world: World, name: str, said: str, *, fatal: bool) -> None:
    for pod in world.pods(name):
        for second in range(6):
            world.log(pod, _STAMP.format(second) + said)
        if fatal:
            for second in range(2):
                world.log(pod, _STAMP.format(second) + said, previous=True)
            loops(world, pod, end(world, 1, lasted=18))
        elif world.rng.random() < 0.5:
            runs_unready(world, pod)


def _one_client(world: World, words: dict[tuple[str, str], str], *causes: str) -> Truth:
    """Only one client is refused: its own settings are at fault."""
    name, _, said = _pair(world, words)
    _complain(world, name, said, fatal=world.rng.random() < 0.6)
    return truth(name, *causes)


def _all_clients(world: World, words: dict[tuple[str, str], str], *causes: str) -> Truth:
    """Every client is refused: the store is at fault."""
    _, store, _ = _pair(world, words)
    for name in world.callers(store):
        key = (world.part(name).language, STORES[world.part(store).language][2])
        if key in words:
            _complain(world, name, words[key], fatal=False)
    return truth(store, *causes)


def credentials_of_one(world: World) -> Truth:
    return _one_client(world, CREDENTIALS, "db-credentials-rejected")


def read_only(world: World) -> Truth:
    return _all_clients(world, READ_ONLY, "db-read-only")


def exhausted(world: World) -> Truth:
    return _all_clients(world, EXHAUSTED, "db-connections-exhausted")


def port_of_one(world: World) -> Truth:
    name, store, words = _pair(world, PORT)
    wrong = world.part(store).port + 1
    said = words.format(host=store, port=wrong, ip=world.one("services", store)["spec"]["clusterIP"])

    def change(spec: Raw) -> None:
        for one in spec["containers"][0]["env"]:
            mine = one["name"].startswith(store.upper().replace("-", "_"))
            if mine and "value" in one:
                one["value"] = one["value"].replace(str(wrong - 1), str(wrong))

    world.redeploy(name, change, keep_old=False)
    _complain(world, name, said, fatal=world.rng.random() < 0.6)
    return truth(name, "db-port-wrong", "service-address-mismatch")


def host_of_one(world: World) -> Truth:
    found = [
        one for one in world.style.parts
        if one.language in HOST and any(world.part(called).store for called in one.calls)
    ]  # fmt: skip
    part = world.pick(found)
    store = next(called for called in part.calls if world.part(called).store)
    wrong = f"{store}-old"

    def change(spec: Raw) -> None:
        for one in spec["containers"][0]["env"]:
            if one["name"].startswith(store.upper().replace("-", "_")) and "value" in one:
                one["value"] = one["value"].replace(store, wrong)

    world.redeploy(part.name, change, keep_old=False)
    _complain(world, part.name, HOST[part.language].format(host=wrong), fatal=True)
    return truth(part.name, "service-address-mismatch")


def pool_of_one(world: World) -> Truth:
    """The pool of one client is used up; the store itself takes connections."""
    words = {
        "java": "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.",
        "node": "KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full.",
        "python": "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00",
        "dotnet": "System.InvalidOperationException: Timeout expired. The timeout period elapsed prior to obtaining a connection from the pool.",
        "ruby": "ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds",
    }
    found = [
        one
        for one in world.style.parts
        if one.language in words and any(world.part(c).store for c in one.calls)
    ]
    part = world.pick(found)
    _complain(world, part.name, words[part.language], fatal=False)
    return truth(part.name, "db-connections-exhausted", "connection-pool-exhausted")


def certificate(world: World) -> Truth:
    words = {
        "java": "javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed",
        "node": "Error: certificate has expired\n    at TLSSocket.onConnectSecure code: 'CERT_HAS_EXPIRED'",
        "go": '{"level":"error","error":"tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-05-12T14:30:00Z is after 2026-05-11T00:00:00Z"}',
        "python": "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1007)",
        "dotnet": "System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid",
        "ruby": "OpenSSL::SSL::SSLError: SSL_connect returned=1 errno=0 state=error: certificate verify failed (certificate has expired)",
    }
    found = [one for one in world.style.parts if one.language in words and one.calls]
    part = world.pick(found)
    _complain(world, part.name, words[part.language], fatal=False)
    return truth(part.name, "certificate-invalid")


def store_disk_full(world: World) -> Truth:
    name = world.choose(store=True)
    line = {
        "postgres": 'PANIC:  could not write to file "pg_wal/xlogtemp.29": No space left on device',
        "mysql": "[ERROR] [MY-012814] [InnoDB] Write to file ./ibdata1 failed at offset 0: No space left on device",
        "mongo": '{"s":"F","c":"STORAGE","msg":"WiredTiger error","attr":{"error":"No space left on device"}}',
    }.get(world.part(name).language, "write error: No space left on device")
    for pod in world.pods(name):
        for _ in range(5):
            world.log(pod, line)
            world.log(pod, line, previous=True)
        loops(world, pod, end(world, 1, lasted=3))
    return truth(name, "storage-full")


FAULTS = (
    credentials_of_one, read_only, exhausted, port_of_one, host_of_one, pool_of_one, certificate, store_disk_full,
)  # fmt: skip
