"""Names whose capitals stand oddly and whose letters the word list knows as well: `tokens` takes them for names."""

from bot.voice.lexicon.vocabulary import vocabulary

ODD_CAPITALS = vocabulary(
    "mysql postgresql postgres rabbitmq elasticsearch opensearch mongodb dynamodb nosql sqlite mariadb clickhouse "
    "pgbouncer haproxy openssl github gitlab graphql grpc ebpf mtls qos ios macos iscsi vcpu vcpus kib mib gib tib "
    "kb "
    "mb gb kbit mbit gbit ipv openid oauth xds cidr etcd api apis kvm nvme youtube linkedin javascript "
    "typescript nodejs nan"
)
