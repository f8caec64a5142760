"""Images that cannot be pulled, split by what the registry, or the way to it, answered."""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first, of_pods
from bot.facts.command import describe
from bot.facts.container import Container
from bot.facts.pod import Pod
from bot.facts.raw import items, text
from bot.facts.view import View

_WAITS = {"ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError"}
_DNS = (
    r"no such host|server misbehaving|temporary failure in name resolution|name or service not known"
    r"|lookup [\w.\-]+( on [\d.:\[\]a-f]+)?: "
)
_LIMITED = r"toomanyrequests|too many requests|rate limit|\b429\b"
_UNREACHABLE = (
    r"i/o timeout|connection refused|connection reset|network is unreachable"
    r"|no route to host|tls handshake|x509|deadline exceeded|client\.timeout|unexpected eof|50[0234] "
)
_ABSENT = (
    r"not found|notfound|manifest unknown|name unknown|does not exist|invalid reference|couldn't parse image"
    r"|invalid ?image ?name|no match for platform|errimageneverpull|never"
)
_AUTH = (
    r"unauthorized|authentication required|authorization failed|failed to authorize|no basic auth"
    r"|insufficient_scope|denied|forbidden|\b401\b|\b403\b"
)
# Docker's official images need no credentials: a refusal there means that there is no such image.
_OFFICIAL = re.compile(r"(?:docker\.io/)?(?:library/)?[\w.-]+(?:[:@]\S+)?")
_REFUSED = "it is refused although official images are public, so no such image or tag is there"
# The order matters: "failed to resolve reference ...: not found" also stands in front of a DNS failure.
_KINDS = (
    (
        "image-registry-dns",
        _DNS,
        "the registry's name does not resolve",
        0.95,
    ),
    (
        "image-pull-rate-limit",
        _LIMITED,
        "the registry answers that too many pulls came from here",
        0.92,
    ),
    (
        "image-registry-unreachable",
        _UNREACHABLE,
        "the registry does not serve the pull",
        0.85,
    ),
    ("image-pull-auth", _AUTH, "the registry refuses the credentials, or there are none", 0.93),
    (
        "image-not-found",
        _ABSENT,
        "no such image or tag is there",
        0.93,
    ),
)


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and image that is waited for."""
    for subject, pods in view.pods_by_owner.items():
        waiting = [(pod, one) for pod in pods for one in pod.containers if one.waiting in _WAITS]
        for image in sorted({one.image for _, one in waiting}):
            of_image = [(pod, one) for pod, one in waiting if one.image == image]
            yield _finding(view, subject, of_image, of_pods(len(of_image), len(pods)))


def _finding(view: View, subject: Subject, waiting: list[tuple[Pod, Container]], share: str) -> Finding:
    pod, container = waiting[0]
    told = (found for one in waiting if (found := _judged(view, *one)))
    cause, why, strength, said = next(told, None) or _untold(view, subject, pod, container)
    rollout = view.rollout(subject)
    changes = rollout.touching(container.name, "image ", "imagePullSecrets") if rollout else ()
    changed = f"; {rollout.told(changes)}" if rollout and changes else ""
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=(
            f"{subject}: image {container.image} of container {container.name} cannot be pulled "
            f"({share}): {why}{_secrets(pod, cause)}{changed}."
        ),
        mechanism="A container whose image cannot be pulled never starts; its pod stays Pending.",
        cites=first([said, rollout.cited(changes) if rollout and changes else None, _state(pod, container)]),
        refuted_by=DETECTOR.refuted_by,
        next_check=describe(pod.subject),
        strength=strength,
    )


def _judged(view: View, pod: Pod, container: Container) -> tuple[str, str, float, Observation] | None:
    """Cause, reason, strength and what said so; the newest telling message counts."""
    told = view.pod_events(pod, "Failed", "InspectFailed", "ErrImageNeverPull")
    pulls = [event for event in told if container.image and container.image in event.message]
    messages = [(event.message, event.cited()) for event in reversed(pulls)]
    if container.waiting_message:
        messages.append((container.waiting_message, _state(pod, container)))
    messages.append((container.waiting, _state(pod, container)))
    for message, said in messages:
        # The image's own words (a tag "not-found") must not be taken for the registry's.
        answer = message.replace(container.image, "") if container.image else message
        for cause, words, why, strength in _KINDS:
            if re.search(words, answer, re.IGNORECASE):
                public = cause == "image-pull-auth" and _OFFICIAL.fullmatch(container.image)
                return ("image-not-found", _REFUSED, 0.85, said) if public else (cause, why, strength, said)
    return None


def _untold(
    view: View, subject: Subject, pod: Pod, container: Container
) -> tuple[str, str, float, Observation]:
    """The registry's answer is not known any more.

    Where images of the same place run, its name resolves and it serves them: the name or tag is the nearest guess.
    """
    place = _place(container.image)
    runs = next((one for one in view.once(_running) if _place(one) == place), "")
    if runs or place == _place(_before(view, subject, container)):
        why = f"the registry's answer is not known, and it serves {runs or 'the image before'}"
        return "image-not-found", why, 0.74, _state(pod, container)
    return "image-pull-failing", "what the registry answered is not known", 0.55, _state(pod, container)


def _running(view: View) -> tuple[str, ...]:
    """The images that run."""
    return tuple(sorted({one.image for pod in view.live_pods for one in pod.containers if one.running}))


def _before(view: View, subject: Subject, container: Container) -> str:
    """The container's image in the revision before the newest."""
    rollout = view.rollout(subject)
    changes = rollout.touching(container.name, "image ") if rollout else ()
    return changes[0].before if changes else ""


def _place(image: str) -> str:
    """Registry and path of an image, without its own name and tag: `ghcr.io/acme`; "" for no image."""
    above, _, name = image.partition("@")[0].rpartition("/")
    above = above.removeprefix("docker.io/")
    return above or ("library" if name else "")


def _secrets(pod: Pod, cause: str) -> str:
    if cause != "image-pull-auth":
        return ""
    names = sorted(text(one, "name") for one in items(pod.raw, "spec", "imagePullSecrets"))
    return (
        f" (pull secrets named by the pod: {', '.join(names)})"
        if names
        else " (the pod names no pull secret)"
    )


def _state(pod: Pod, container: Container) -> Observation:
    return pod.cited(
        f"container {container.name} waits: {container.waiting} {container.waiting_message}".strip()
    )


DETECTOR = Detector(
    code="image-pull",
    family="startup",
    refuted_by="The same image can be pulled on the pod's node with the pod's pull secrets.",
    causes=(*(cause for cause, *_ in _KINDS), "image-pull-failing"),
    needs=("pods", "events"),
    detect=detect,
)
