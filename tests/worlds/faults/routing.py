"""Faults of routing: Services, addresses, names, policies, ingresses."""

from tests.worlds.ills import unready
from tests.worlds.truth import Truth, truth
from tests.worlds.world import SYSTEM, Raw, UnfitError, World

_REFUSED = {
    "java": 'org.springframework.web.client.ResourceAccessException: I/O error on GET request for "http://{host}:{port}/v1": Connection refused',
    "node": "Error: connect ECONNREFUSED {ip}:{port}",
    "go": '{{"level":"error","error":"dial tcp {ip}:{port}: connect: connection refused"}}',
    "python": "requests.exceptions.ConnectionError: HTTPConnectionPool(host='{host}', port={port}): Max retries exceeded (Caused by NewConnectionError: Connection refused)",
    "dotnet": "System.Net.Http.HttpRequestException: Connection refused ({host}:{port})",
    "ruby": "Errno::ECONNREFUSED: Failed to open TCP connection to {host}:{port} (Connection refused - connect(2))",
    "nginx": '[error] 31#31: *812 connect() failed (111: Connection refused) while connecting to upstream, upstream: "http://{host}:{port}/"',
}
_UNKNOWN = {
    "java": "java.net.UnknownHostException: {host}",
    "node": "Error: getaddrinfo EAI_AGAIN {host}",
    "go": '{{"level":"error","error":"dial tcp: lookup {host} on 10.96.0.10:53: read udp 10.244.0.9:41000->10.96.0.10:53: i/o timeout"}}',
    "python": "socket.gaierror: [Errno -3] Temporary failure in name resolution",
    "dotnet": "System.Net.Sockets.SocketException (00000001, 11): Resource temporarily unavailable ({host}:80)",
    "ruby": "SocketError: getaddrinfo: Temporary failure in name resolution",
    "nginx": "[error] 31#31: {host} could not be resolved (110: Operation timed out)",
}


def _called(world: World, *, store: bool | None = False) -> str:
    found = [
        one.name for one in world.style.parts
        if one.port and world.callers(one.name) and (store is None or one.store is store)
    ]  # fmt: skip
    return world.pick(found)


def _tell(world: World, name: str, words: dict[str, str], *, times: int = 8) -> None:
    """Callers of that part complain, half of the time."""
    if world.rng.random() < 0.5:
        return
    for caller in world.callers(name):
        line = words.get(world.part(caller).language, "")
        for pod in world.pods(caller) if line else ():
            for _ in range(times):
                ip = world.one("services", name)["spec"]["clusterIP"]
                world.log(pod, line.format(host=name, port=world.part(name).port, ip=ip))


def selector(world: World) -> Truth:
    name = _called(world, store=None)
    key = next(iter(world.one("services", name)["spec"]["selector"]))
    world.one("services", name)["spec"]["selector"][key] += "-v2"
    _tell(world, name, _REFUSED)
    return truth(name, "service-selector-mismatch")


def target_port(world: World) -> Truth:
    name = _called(world, store=None)
    world.one("services", name)["spec"]["ports"][0]["targetPort"] = world.part(name).port + 7
    _tell(world, name, _REFUSED)
    return truth(name, "service-port-mismatch")


def target_name(world: World) -> Truth:
    name = _called(world)
    world.one("services", name)["spec"]["ports"][0]["targetPort"] = "http-alt"
    return truth(name, "service-port-mismatch")


def protocol(world: World) -> Truth:
    name = _called(world, store=None)
    world.one("services", name)["spec"]["ports"][0]["protocol"] = "UDP"
    return truth(name, "service-protocol-mismatch")


def service_gone(world: World) -> Truth:
    name = _called(world)
    world.all("services").remove(world.one("services", name))
    for caller in world.callers(name):
        line = _UNKNOWN[world.part(caller).language].format(host=name)
        for pod in world.pods(caller):
            for _ in range(6):
                world.log(pod, line)
    return truth(name, "service-missing")


def _rewrite(world: World, caller: str, called: str, old: str, new: str) -> None:
    mark = called.upper().replace("-", "_")

    def change(spec: Raw) -> None:
        for one in spec["containers"][0]["env"]:
            if one["name"].startswith(mark) and "value" in one:
                one["value"] = one["value"].replace(old, new)

    world.redeploy(caller, change, keep_old=False)


def address_host(world: World) -> Truth:
    called = _called(world)
    caller = world.pick(world.callers(called))
    wrong = f"{called}s"
    _rewrite(world, caller, called, called, wrong)
    line = _UNKNOWN[world.part(caller).language].format(host=wrong)
    for pod in world.pods(caller):
        for _ in range(5):
            world.log(pod, line)
    return truth(caller, "service-address-mismatch")


def address_port(world: World) -> Truth:
    called = _called(world)
    caller = world.pick(world.callers(called))
    port = world.part(called).port
    _rewrite(world, caller, called, str(port), str(port + 100))
    ip = world.one("services", called)["spec"]["clusterIP"]
    line = _REFUSED[world.part(caller).language].format(host=called, port=port + 100, ip=ip)
    for pod in world.pods(caller):
        for _ in range(5):
            world.log(pod, line)
    return truth(caller, "service-address-mismatch")


def misrouted(world: World) -> Truth:
    """A caller's variable for one part names another part."""
    pairs = [
        (one.name, one.calls)
        for one in world.style.parts
        if sum(not world.part(c).store for c in one.calls) > 1
    ]
    if world.style.address in {"config", "secret", "discovery"}:
        raise UnfitError
    caller, calls = world.pick(pairs)
    first, second = [one for one in calls if not world.part(one).store][:2]
    _rewrite(world, caller, first, f"{first}:{world.part(first).port}", f"{second}:{world.part(second).port}")
    _rewrite(world, caller, first, first, second)
    return truth(caller, "gateway-misrouted", "service-address-mismatch")


def dns_down(world: World) -> Truth:
    workload = world.one_of("deployments", "coredns", SYSTEM)
    workload["status"]["readyReplicas"] = 0
    for pod in world.all("pods", SYSTEM):
        if "coredns" in pod["metadata"]["name"]:
            unready(pod)
            status = pod["status"]["containerStatuses"][0]
            status |= {
                "ready": False,
                "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "restartCount": 6,
            }
    for one in world.style.parts:
        if one.calls and one.language in _UNKNOWN:
            for pod in world.pods(one.name):
                for _ in range(6):
                    world.log(pod, _UNKNOWN[one.language].format(host=one.calls[0]))
    return truth("coredns", "cluster-dns-down")


def dns_policy(world: World) -> Truth:
    callers = [one for one in world.style.parts if one.calls and not one.store]
    part = world.pick(callers)
    wrong = {"dnsPolicy": "None", "dnsConfig": {"nameservers": ["192.0.2.53"]}}
    for pod in world.redeploy(part.name, lambda spec: spec.update(wrong), keep_old=False):
        for _ in range(6):
            world.log(pod, _UNKNOWN[part.language].format(host=part.calls[0]))
    return truth(part.name, "pod-dns-failing")


def network_policy(world: World) -> Truth:
    name = _called(world, store=None)
    spec = {"podSelector": {"matchLabels": world.labels(name)}, "policyTypes": ["Ingress"], "ingress": []}
    world.add("networkpolicies", "lockdown", spec=spec)
    for caller in world.callers(name):
        for pod in world.pods(caller):
            for _ in range(5):
                world.log(pod, f"error calling {name}: dial tcp {name}:{world.part(name).port}: i/o timeout")
    return truth(name, "network-policy-blocks")


def ingress_backend(world: World) -> Truth:
    backend = {"service": {"name": "storefront", "port": {"number": 80}}}
    rule = {
        "host": "x.example.com",
        "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]},
    }
    world.add("ingresses", "public", spec={"ingressClassName": "nginx", "rules": [rule]}, status={})
    return truth("public", "ingress-backend-missing")


FAULTS = (
    selector, target_port, target_name, protocol, service_gone, address_host, address_port, misrouted, dns_down,
    dns_policy, network_policy, ingress_backend,
)  # fmt: skip
