"""Applications that share nothing but Kubernetes: names, labels, languages, stores, ways to tell an address."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """One workload: what it runs, the port it takes connections on (0: none), and which parts it calls."""

    name: str
    language: str
    port: int
    calls: tuple[str, ...] = ()
    replicas: int = 1
    entry: bool = False
    sidecar: str = ""

    @property
    def store(self) -> bool:
        """Whether it is a data store or broker."""
        return self.language in STORES


@dataclass(frozen=True)
class Style:
    """An application and the habits of those who run it.

    `address` is how a caller learns an address: "pair" (host:port), "split" (two variables), "url", "config" (a
    ConfigMap), "secret" (nothing can be read) or "discovery" (a registry; nothing is told).
    """

    name: str
    namespace: str
    parts: tuple[Part, ...]
    label: str = "app"
    prefix: str = ""
    address: str = "pair"
    history: bool = True
    runtime: str = "containerd"
    nodes: tuple[str, ...] = ("worker-a", "worker-b", "worker-c")
    managed: bool = False
    events: str = "core"
    told_by: str = "alerts"
    headless_stores: bool = field(default=True)


STORES = {
    "mysql": ("docker.io/library/mysql:8.0.36", 3306, "mysql"),
    "mariadb": ("bitnami/mariadb:11.2", 3306, "mysql"),
    "postgres": ("postgres:16.2-alpine", 5432, "postgresql"),
    "mongo": ("mongo:7.0", 27017, "mongodb"),
    "redis": ("redis:7.2", 6379, "redis"),
    "rabbitmq": ("rabbitmq:3.13-management", 5672, "amqp"),
    "kafka": ("bitnami/kafka:3.7", 9092, "kafka"),
    "mssql": ("mcr.microsoft.com/mssql/server:2022-latest", 1433, "sqlserver"),
}
GREETING = {
    "java": "INFO 1 --- [main] o.s.b.w.embedded.tomcat.TomcatWebServer : Tomcat started on port(s): {port} (http)\n"
    "INFO 1 --- [main] c.e.Application : Started Application in 21.4 seconds (JVM running for 23.1)",
    "go": '{{"level":"info","msg":"starting server","addr":":{port}"}}\n{{"level":"info","msg":"listening on :{port}"}}',
    "node": "Server listening on port {port}",
    "python": "[1] [INFO] Listening at: http://0.0.0.0:{port} (1)\n[7] [INFO] Booting worker with pid: 7",
    "dotnet": "info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:{port}",
    "ruby": "* Listening on http://0.0.0.0:{port}\nUse Ctrl-C to stop",
    "nginx": "/docker-entrypoint.sh: Configuration complete; ready for start up",
    "mysql": "[System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.36' port: 3306",
    "mariadb": "[Note] /opt/bitnami/mariadb/sbin/mariadbd: ready for connections. Version: '11.2.3' port: 3306",
    "postgres": 'LOG:  listening on IPv4 address "0.0.0.0", port 5432\nLOG:  database system is ready to accept connections',
    "mongo": '{{"s":"I","c":"NETWORK","msg":"Waiting for connections","attr":{{"port":27017,"ssl":"off"}}}}',
    "redis": "1:M * Ready to accept connections tcp",
    "rabbitmq": "[info] <0.812.0> started TCP listener on [::]:5672\n[info] Server startup complete; 4 plugins started.",
    "kafka": "INFO [KafkaServer id=0] started (kafka.server.KafkaServer)",
    "mssql": "SQL Server is now ready for client connections. This is an informational message; no user action is required.",
}
STYLES = (
    Style(
        "bookings",
        "travel",
        (
            Part("edge-gateway", "java", 8080, ("route-service", "order-service", "user-service"), entry=True),
            Part("route-service", "java", 12031, ("travel-mysql",)),
            Part("order-service", "java", 12032, ("travel-mysql", "travel-rabbit", "user-service")),
            Part("user-service", "java", 12033, ("travel-mysql",)),
            Part("price-service", "java", 12034, ("travel-mongo",)),
            Part("notify-service", "java", 12035, ("travel-rabbit",)),
            Part("travel-mysql", "mysql", 3306),
            Part("travel-mongo", "mongo", 27017),
            Part("travel-rabbit", "rabbitmq", 5672),
        ),
        address="split",
        history=False,
    ),
    Style(
        "clinic",
        "clinic-prod",
        (
            Part("clinic-web", "node", 3000, ("clinic-api",), replicas=2, entry=True),
            Part("clinic-api", "node", 4000, ("clinic-postgres", "clinic-redis", "clinic-mailer"), replicas=3),
            Part("clinic-mailer", "node", 4100, ("clinic-redis",)),
            Part("clinic-worker", "node", 0, ("clinic-postgres", "clinic-redis")),
            Part("clinic-postgres", "postgres", 5432),
            Part("clinic-redis", "redis", 6379),
        ),
        label="app.kubernetes.io/name",
        prefix="clinic",
        address="url",
        managed=True,
        nodes=("ip-10-1-0-11.eu-west-1.compute.internal", "ip-10-1-0-87.eu-west-1.compute.internal",
               "ip-10-1-1-40.eu-west-1.compute.internal"),
        events="series",
    ),
    Style(
        "fleet",
        "logistics",
        (
            Part("gate", "go", 8443, ("dispatch", "tracker"), replicas=2, entry=True),
            Part("dispatch", "go", 9001, ("geo", "bus", "cache"), replicas=2),
            Part("tracker", "go", 9002, ("bus", "cache")),
            Part("geo", "go", 9003, ("cache",), replicas=2),
            Part("billing", "go", 9004, ("ledgerdb",)),
            Part("bus", "kafka", 9092),
            Part("cache", "redis", 6379),
            Part("ledgerdb", "postgres", 5432),
        ),
        label="component",
        runtime="cri-o",
        nodes=("node1", "node2", "node3", "node4"),
    ),
    Style(
        "gazette",
        "news",
        (
            Part("front", "nginx", 8080, ("articles", "comments"), replicas=2, entry=True, sidecar="istio-proxy"),
            Part("articles", "python", 8000, ("pg-main", "queue"), replicas=2, sidecar="istio-proxy"),
            Part("comments", "python", 8001, ("pg-main", "articles"), sidecar="istio-proxy"),
            Part("digest", "python", 0, ("queue", "pg-main")),
            Part("pg-main", "postgres", 5432),
            Part("queue", "rabbitmq", 5672),
        ),
        label="app",
        address="config",
        nodes=("k3s-server-0", "k3s-agent-0", "k3s-agent-1"),
        managed=True,
    ),
    Style(
        "plant",
        "factory",
        (
            Part("portal", "dotnet", 8080, ("stock", "orders"), replicas=2, entry=True),
            Part("stock", "dotnet", 8081, ("erp-sql",)),
            Part("orders", "dotnet", 8082, ("erp-sql", "stock")),
            Part("scanner", "dotnet", 8083, ("stock",)),
            Part("erp-sql", "mssql", 1433),
        ),
        label="app.kubernetes.io/name",
        address="secret",
        runtime="docker",
        nodes=("aks-pool1-2718-vmss000000", "aks-pool1-2718-vmss000001"),
        managed=True,
        events="series",
    ),
    Style(
        "cinema",
        "video",
        (
            Part("www", "ruby", 3000, ("catalog-api", "session-store"), replicas=2, entry=True),
            Part("catalog-api", "ruby", 3001, ("maria",), replicas=2),
            Part("transcoder", "go", 7000, ("media-meta",)),
            Part("media-meta", "python", 5000, ("maria",)),
            Part("maria", "mariadb", 3306),
            Part("session-store", "redis", 6379),
        ),
        address="pair",
        events="offset",
    ),
    Style(
        "bank",
        "core-banking",
        (
            Part("api-gateway", "java", 8080, ("accounts", "payments", "customers"), replicas=2, entry=True),
            Part("accounts", "java", 8101, ("bankdb", "audit")),
            Part("payments", "java", 8102, ("bankdb", "accounts", "events")),
            Part("customers", "java", 8103, ("customers-mongo",)),
            Part("audit", "java", 8104, ("customers-mongo",)),
            Part("bankdb", "mysql", 3306),
            Part("customers-mongo", "mongo", 27017),
            Part("events", "kafka", 9092),
        ),
        label="k8s-app",
        address="discovery",
        history=False,
    ),
)  # fmt: skip
