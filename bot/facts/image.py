"""What an image is of: whether a container is a data store, by the last part of its image's name."""

import re

_STORES = re.compile(
    r"mysql|mariadb|percona|postgres|mongo|redis|valkey|memcached|cassandra|cockroach|elasticsearch|opensearch"
    r"|rabbitmq|kafka|zookeeper|etcd|mssql|oracle|clickhouse|minio|nats|influxdb|tidb|vitess|couch"
)
_SQL = re.compile(r"mysql|mariadb|percona|postgres|cockroach|mssql|oracle|tidb|vitess")
_TOOLS = re.compile(r"exporter|operator|backup|client|ui\b|admin|proxy")


def is_database(image: str) -> bool:
    """Whether the image is of a database that speaks SQL."""
    return is_data_store(image) and bool(_SQL.search(image.rpartition("/")[2].lower()))


def is_data_store(image: str) -> bool:
    """Whether the image is of a data store or broker, and not of a tool around one."""
    name = image.rpartition("/")[2].partition("@")[0].partition(":")[0].lower()
    return bool(_STORES.search(name)) and not _TOOLS.search(name)
