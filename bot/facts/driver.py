"""Which sort of store a log line is about: by the words of its drivers and servers, held against images."""

import re

from bot.facts.image import product
from bot.facts.pod import Pod

_SORTS = (
    (
        r"mysql|mariadb",
        (
        r"mysql|mariadb|access denied for user|communications link failure|--(?:super-)?read-only option|"
        r"\(10(?:40|45|49)\b|data source rejected establishment"
        ),
    ),
    (
        r"postgres|cockroach|timescale",
        (
        r"postgres|psql|psycopg|\bpq:|pgx|FATAL:  |too many clients already|remaining connection slots|"
        r"read-only transaction|password authentication failed"
        ),
    ),
    (r"mssql|sqlserver", r"sqlclient|sql server|login failed for user|user connections has already"),
    (r"mongo", r"mongo|NotWritablePrimary|not (?:master|primary)"),
    (
        r"redis|valkey|keydb",
        (
        r"redis|jedis|lettuce|WRONGPASS|NOAUTH|READONLY You can|max number of clients reached|OOM command"
        ),
    ),
    (r"rabbitmq", r"rabbitmq|amqp|ACCESS_REFUSED"),
    (r"kafka|redpanda", r"kafka|SASL authentication|SaslAuthentication"),
    (r"oracle", r"\bORA-\d"),
    (r"elastic|opensearch", r"elasticsearch|opensearch"),
)  # fmt: skip
_COMPILED = tuple((re.compile(image), re.compile(words, re.IGNORECASE)) for image, words in _SORTS)


def of_that_sort(line: str, pods: tuple[Pod, ...]) -> bool:
    """Whether one of the stores that the line can be about is what these pods run."""
    images = [product(one.image) for pod in pods for one in pod.containers]
    return any(image.search(name) for image, words in _COMPILED if words.search(line) for name in images)


def names_a_sort(line: str) -> bool:
    """Whether the line tells which sort of store it is about."""
    return any(words.search(line) for _, words in _COMPILED)
