"""Which Service a failed call was for: by its IP, by its name in the caller's namespace or in the one it names."""

from bot.facts.dials import Dial
from bot.facts.raw import text
from bot.facts.service import Service, services_of
from bot.facts.view import View


def aimed_at(view: View, dial: Dial) -> Service | None:
    """The Service, or None if the host is told and none is known by it, or if no host is told."""
    by_ip = view.once(_by_ip).get(dial.host)
    return by_ip or view.once(services_of).get(_place(dial))


def _place(dial: Dial) -> tuple[str, str]:
    name, _, rest = dial.host.partition(".")
    namespace = rest.partition(".")[0] if ".svc" in f".{rest}." else ""
    return namespace or dial.pod.namespace, name


def _by_ip(view: View) -> dict[str, Service]:
    found = {text(one.raw, "spec", "clusterIP"): one for one in view.once(services_of).values()}
    return {ip: one for ip, one in found.items() if ip and ip != "None"}
