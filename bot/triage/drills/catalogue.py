"""The catalogue: every drill by its name, in the order in which the week's are made."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.drill import DrillName
from bot.triage.drills.escalation import drill_escalation
from bot.triage.drills.fallback import drill_fallback
from bot.triage.drills.restore import drill_restore
from bot.triage.drills.stop import drill_stop
from bot.triage.world import MakeDrill

DRILLS: Mapping[DrillName, MakeDrill] = MappingProxyType(
    {
        DrillName.STOP: drill_stop,
        DrillName.FALLBACK: drill_fallback,
        DrillName.ESCALATION: drill_escalation,
        DrillName.RESTORE: drill_restore,
    }
)
