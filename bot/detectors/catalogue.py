"""All detectors, by hand. A test proves file = list = test = runbook."""

from bot.detectors import (
    Detector,
    admission,
    bad_rollout,
    capacity,
    crash_loop,
    image_pull,
    liveness_probe,
    missing_config,
    node_health,
    oom_killed,
    readiness_probe,
    scheduling,
    service_selector,
)

DETECTORS: tuple[Detector, ...] = (
    image_pull.DETECTOR,
    missing_config.DETECTOR,
    oom_killed.DETECTOR,
    readiness_probe.DETECTOR,
    liveness_probe.DETECTOR,
    capacity.DETECTOR,
    scheduling.DETECTOR,
    admission.DETECTOR,
    node_health.DETECTOR,
    service_selector.DETECTOR,
    crash_loop.DETECTOR,
    bad_rollout.DETECTOR,
)

CAUSES: frozenset[str] = frozenset(cause for detector in DETECTORS for cause in detector.causes)
