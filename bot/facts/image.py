"""What an image is of: whether a container is a data store, by its image's name."""

import re

_STORES = re.compile(
    r"mysql|mariadb|percona|postgres|mongo|redis|valkey|memcached|cassandra|cockroach|elasticsearch|opensearch"
    r"|rabbitmq|kafka|zookeeper|etcd|mssql|oracle|clickhouse|minio|nats|influxdb|tidb|vitess|couch"
)
_SQL = re.compile(r"mysql|mariadb|percona|postgres|cockroach|mssql|oracle|tidb|vitess")
_PLAIN = {"server", "db", "database", "standalone", "community", "enterprise", "cluster"}
_TOOLS = re.compile(r"exporter|operator|backup|client|ui\b|admin|proxy")


def is_database(image: str) -> bool:
    """Whether the image is of a database that speaks SQL."""
    return is_data_store(image) and bool(_SQL.search(product(image)))


def is_data_store(image: str) -> bool:
    """Whether the image is of a data store or broker, and not of a tool around one."""
    name = product(image)
    return bool(_STORES.search(name)) and not _TOOLS.search(name)


def product(image: str) -> str:
    """The last part of the image's name, or the two last where the last only says `server` or the like."""
    *above, name = image.partition("@")[0].lower().split("/")
    name = name.partition(":")[0]
    return f"{above[-1]}/{name}" if above and name in _PLAIN else name
