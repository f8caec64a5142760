"""A snapshot without secrets, for what keeps or passes on one that was not read by a triage (those come in clean)."""

from bot.domain.snapshot import Gap, Snapshot
from bot.redaction import redact, redact_value


def redacted(snapshot: Snapshot, key: bytes) -> Snapshot:
    """The snapshot with marks for secrets; redacting it again changes nothing. `key` makes the marks."""
    return snapshot.model_copy(
        update={
            "objects": {
                plural: {
                    home: tuple(redact_value(one, key) for one in found) for home, found in homes.items()
                }
                for plural, homes in snapshot.objects.items()
            },
            "logs": {whose: redact(log, key) for whose, log in snapshot.logs.items()},
            "alerts": tuple(redact_value(one, key) for one in snapshot.alerts),
            "metrics": redact_value(snapshot.metrics, key),
            "query": redact(snapshot.query, key),
            "gaps": tuple(
                Gap(what=redact(gap.what, key), why=redact(gap.why, key), reason=gap.reason)
                for gap in snapshot.gaps
            ),
        }
    )
