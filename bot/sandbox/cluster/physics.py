"""Physics: what is true of the applications and registries whatever the objects say.

The controller and the kubelet decide from an object and this: a readiness probe on a port that the application does
not listen on never succeeds, whoever wrote it there, and succeeds again as soon as anybody puts it right.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from bot.domain.noun import Noun

_UNITS = {
    "m": 0.001, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40,
}  # fmt: skip


def quantity(text: str | float) -> float:
    """A Kubernetes quantity as a number: "250m" is 0.25, "128Mi" is 134217728.

    Raises:
        ValueError: no quantity.
    """
    word = str(text).strip()
    for unit in sorted(_UNITS, key=len, reverse=True):
        if word.endswith(unit):
            return float(word.removesuffix(unit)) * _UNITS[unit]
    return float(word)


Bytes = Annotated[int, BeforeValidator(lambda text: int(quantity(text)))]
"""A number of bytes, also written as a quantity ("128Mi")."""


class LogVoice(Noun):
    """What an application writes: lines at its start, a line every so many seconds in turn, and last words."""

    start: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    every: float = 20.0
    stop: tuple[str, ...] = ()


class Memory(Noun):
    """Resident memory in bytes: what is loaded at start, and how it grows.

    Growth that `outlives_container` sits in the pod (a spool on an emptyDir that is read back at each start), so only
    a new pod begins afresh. `loading` is how many seconds after its start a container holds what it loads.
    """

    at_start: Bytes
    grows_per_hour: Bytes = 0
    outlives_container: bool = False
    loading: float = 25.0


class Crash(Noun):
    """An application that ends by itself; `image` limits it to containers of that image."""

    exit_code: int = 1
    after: float = 2.0
    image: str = ""


class Ailment(Noun):
    """What ails an application while its container's environment holds these values.

    It runs and listens, answers its readiness probe with 503, and writes these lines between its ordinary ones.
    """

    env: dict[str, str]
    lines: tuple[str, ...]
    every: float = 6.0


class App(Noun):
    """The application in a workload's main container.

    `listens` are the ports it opens `starts_in` seconds after its start; None means those that the pod declares.
    """

    listens: tuple[int, ...] | None = None
    starts_in: float = 3.0
    memory: Memory | None = None
    crash: Crash | None = None
    ailment: Ailment | None = None
    log: LogVoice = LogVoice()

    def ails(self, container: dict[str, Any]) -> Ailment | None:
        """What ails it in a container of this environment, if anything does."""
        if self.ailment is None:
            return None
        env = {item["name"]: item.get("value", "") for item in container.get("env") or []}
        return self.ailment if self.ailment.env.items() <= env.items() else None


class Registry(Noun):
    """An image registry: open, private (needs a pull secret), or a name that does not resolve."""

    host: str
    access: Literal["open", "private", "no-such-host"] = "open"


class Physics(Noun):
    """Applications by `namespace/workload`, registries by host, image names that do not exist, nodes gone silent."""

    apps: dict[str, App] = Field(default_factory=dict)
    registries: tuple[Registry, ...] = ()
    missing_images: tuple[str, ...] = ()
    lost_nodes: tuple[str, ...] = ()

    def app(self, namespace: str, workload: str) -> App:
        """The application of a workload; an ordinary well-behaved one if nothing is said of it."""
        return self.apps.get(f"{namespace}/{workload}", App())

    def registry(self, image: str) -> Registry:
        """The registry that serves an image; open if nothing is said of it."""
        host = image.split("/", 1)[0] if "/" in image else "docker.io"
        found = next((item for item in self.registries if item.host == host), None)
        return found or Registry(host=host)

    def joined(self, other: "Physics") -> "Physics":
        """Both, the other's word counting where they differ."""
        hosts = {item.host for item in other.registries}
        kept = tuple(item for item in self.registries if item.host not in hosts)
        return Physics(
            apps=self.apps | other.apps,
            registries=kept + other.registries,
            missing_images=tuple(sorted({*self.missing_images, *other.missing_images})),
            lost_nodes=tuple(sorted({*self.lost_nodes, *other.lost_nodes})),
        )
