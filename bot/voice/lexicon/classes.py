"""What a noun stands for, as one letter: who can act, who cannot, and what they would act on.

H a human or a group of humans, B the bot or another machine in a person's seat, O nobody, I the incident in any of
its names, F a deed that would end it, T a thing in a system, S a named system that reports state. A word of the wrong
letter makes a sentence mean something else: "the broker acknowledged" is protocol, "the on-call acknowledged" a claim.
"""

from bot.voice.lexicon.vocabulary import vocabulary

PEOPLE = """
someone somebody everyone everybody people folks guys crew team teams colleague colleagues coworker
coworkers teammate engineer engineers engineering on-call on-calls oncall oncalls on-caller responder
responders owner owners commander commanders ic dba dbas sre sres devops admin admins sysadmin expert
experts specialist specialists staff human humans person persons he she shift vendor developer developers
dev devs maintainer maintainers lead leads technician technicians boss duty responders squad squads
helpdesk noc soc operators stakeholders leadership ops volunteer volunteers director supervisor analyst
analysts buddy infra qa
"""
BOTS = """
lookout triage-bot triagebot lookout-bot bot bots assistant automation ai robot copilot agent autopilot
automated
"""
NOBODY = "nobody noone no-one no-body"
INCIDENTS = """
incident incidents alert alerts page pages issue issues problem problems outage outages alarm alarms
situation crisis emergency ticket tickets case fire disruption degradation trouble breakage matter bug
bugs fault faults glitch
"""
DEEDS = """
fix fixes hotfix mitigation remediation rollback workaround recovery repair repairs restoration resolution
response help assistance patch patches hotfixes efforts effort investigation triage rca failover
responder-response support-response
"""
SYSTEMS = """
alertmanager pagerduty opsgenie grafana datadog prometheus statuspage sentry cloudwatch jira github gitlab
argocd argo flux kubernetes robusta servicenow aws gcp azure newrelic zabbix nagios icinga victorops
splunk pingdom uptimerobot dynatrace honeycomb kibana spinnaker jenkins circleci launchdarkly zendesk
linear backstage statuscake thanos mimir loki incident.io rootly firehydrant bitbucket terraform helm
"""
THINGS = """
pod pods node nodes container containers replica replicas replicaset replicasets deployment deployments
statefulset statefulsets daemonset daemonsets job jobs cronjob cronjobs service services endpoint
endpoints controller controllers operator scheduler kubelet kernel broker brokers consumer consumers
producer producers queue queues topic topics partition partitions leader leaders follower followers
database databases db table tables row rows query queries index indexes lock locks lease leases connection
connections pool pools client clients server servers proxy gateway balancer host hosts hostname hostnames
name names domain domains dns resolver resolvers coredns record records address addresses port ports
socket sockets packet packets segment segments messages event events request requests response responses
thread threads process processes worker workers handler handlers task tasks promise promises future
futures symbol symbols reference references dependency dependencies path paths url urls variable variables
placeholder placeholders template templates configmap configmaps secret secrets volume volumes pvc pv disk
disks file files image images registry layer layers cache caches session sessions token tokens certificate
certificates cert certs key keys cluster clusters namespace namespaces quota quotas limit limits cpu
memory ingress ingresses route routes rule rules policy policies hpa autoscaler vpa revision revisions
metric metrics monitor monitors probe probes backups migration migrations snapshot snapshots transaction
transactions commit commits offset offsets stream streams channel channels subscription subscriptions
publisher publishers subscriber subscribers listener listeners exporter exporters sidecar sidecars mesh
envoy istio etcd api webhook webhooks hook hooks cron batch batches compaction gc vacuum election
application app apps machine machines vm vms instance instances region regions zone zones network networks
persistentvolume persistentvolumes persistentvolumeclaim persistentvolumeclaims resourcequota resourcequotas
limitrange limitranges networkpolicy networkpolicies horizontalpodautoscaler horizontalpodautoscalers
poddisruptionbudget poddisruptionbudgets serviceaccount serviceaccounts storageclass storageclasses
endpointslice endpointslices
subnet vpn tunnel peer peers router routers switch switches firewall error errors timeout timeouts
exception exceptions stack trace traces span spans log logs line lines plan plans scan scans plugin
plugins driver drivers runtime library libraries module modules package packages schema schemas column
columns constraint constraints conflict conflicts timer timers download downloads upload uploads sync orm
ipvs iptables kube-proxy containerd docker runc csi cni preemption replication shard shards primary
standby orders sagas saga writes reads write reads segments acks nacks claim claims attachment attachments
mount mounts deliveries delivery syn fin tcp udp http tls bgp arp nat session fetch fetches header headers
keda karpenter patroni flyway liquibase alembic velero linkerd cilium calico kyverno traefik nginx haproxy consul nomad
strimzi airflow spark flink kured poller pollers informer informers autoscaling crawler scraper
field fields label labels selector selectors flag flags crd crds spec manifest chart
"""
# Only these make "ack" protocol; "the page" and "this" never do.
PROTOCOL = """
messages broker brokers consumer consumers producer producers queue queues topic topics partition
partitions packet packets segment segments syn fin tcp udp kafka rabbitmq jetstream nats sqs pubsub pulsar
mqtt amqp activemq redis stream streams deadline pending timeout timeouts offset offsets publish publisher
publishers publishes subscription subscriber subscribers delivery deliveries redelivery redelivers
redeliver prefetch acks nack nacks nacked unacked worker workers write writes leader leaders follower
followers replica replicas client clients server servers peer gateway selective sack seq handshake
duplicate entry entries envoy xds eds cds lds xack
manual auto batch batches batches mode lag group groups tag window arp frame frames retransmit
retransmits retransmission quorum commit socket connection connections channel protocol in-sync insync
listener
"""
NAMERS = """
alert metric flag service deployment job cronjob configmap secret topic queue host container database
bucket pod namespace rule dashboard panel label annotation value field key header event reason condition
topic index table column user account role rolebinding serviceaccount image tag branch chart release
function method class module package command query path file directory url endpoint route name named
called series monitor check probe feature variable env setting option parameter argument phase statefulset
daemonset node cluster region group stream exchange subscription channel team component property attribute
target rule recording test workflow pipeline stage
"""

# Words with a hyphen that are words, not names.
PHRASED = vocabulary(
    "go-ahead sign-off follow-up two-person green-lit green-light heads-up thumbs-up "
    "all-clear stand-down post-mortem hand-off "
    "false-alarm root-cause on-going hand-over self-assigned no-op under-way deep-dive clean-up "
    "root-causing non-issue de-escalated de-escalating"
)


def _letters() -> dict[str, str]:
    known: dict[str, str] = {}
    for letter, words in (
        ("T", THINGS), ("S", SYSTEMS), ("F", DEEDS), ("I", INCIDENTS), ("H", PEOPLE), ("B", BOTS), ("O", NOBODY)
    ):  # fmt: skip
        known.update(dict.fromkeys(words.split(), letter))
    return known


LETTER: dict[str, str] = _letters()
PROTOCOL_WORDS = frozenset(PROTOCOL.split())
NAMER_WORDS = frozenset(NAMERS.split())
