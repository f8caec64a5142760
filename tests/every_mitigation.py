"""One mitigation of every action, for tests that a table is whole."""

from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    EvictPod,
    Mitigation,
    Pause,
    RecreateJob,
    Restart,
    Resume,
    ResumeCronJob,
    Scale,
    SuspendCronJob,
    Uncordon,
    Undo,
)
from bot.domain.target import Subject

CHECKOUT = Subject(kind="Deployment", namespace="shop", name="checkout")
POD = Subject(kind="Pod", namespace="shop", name="checkout-a")
NODE = Subject(kind="Node", name="worker-3")
REPORT = Subject(kind="CronJob", namespace="shop", name="report")
LOAD = Subject(kind="Job", namespace="shop", name="load")

EVERY: tuple[Mitigation, ...] = (
    Restart(subject=CHECKOUT),
    Undo(subject=CHECKOUT, to_revision=6),
    Pause(subject=CHECKOUT),
    Resume(subject=CHECKOUT),
    Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4),
    DeletePod(subject=POD),
    EvictPod(subject=POD),
    Cordon(subject=NODE),
    Uncordon(subject=NODE),
    SuspendCronJob(subject=REPORT),
    ResumeCronJob(subject=REPORT),
    RecreateJob(subject=LOAD, new_name="load-1a2b3c"),
)
