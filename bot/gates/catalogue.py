"""The gates, listed by hand, in the order in which a reader wants them.

First whether anything may run now, then whether this may, then whether two people turned their keys for it.
All are asked, always: a thread shows every reason at once. A new gate is a file here, a line below and a test
file `tests/gates/test_gate_<name>.py`.
"""

from collections.abc import Callable

from bot.gates import (
    acting_as,
    blast_radius,
    digest,
    expiry,
    floor,
    freeze,
    lease,
    managed_elsewhere,
    not_requester,
    rate,
    rehearsed,
    role_held,
    satisfiable,
    state,
    stopped,
    target_unchanged,
    tier,
    two_humans,
)
from bot.gates.case import Case, Verdict

Gate = Callable[[Case], Verdict]

GATES: tuple[Gate, ...] = (
    state.evaluate,
    stopped.evaluate,
    freeze.evaluate,
    expiry.evaluate,
    tier.evaluate,
    managed_elsewhere.evaluate,
    blast_radius.evaluate,
    floor.evaluate,
    rate.evaluate,
    rehearsed.evaluate,
    target_unchanged.evaluate,
    satisfiable.evaluate,
    two_humans.evaluate,
    role_held.evaluate,
    not_requester.evaluate,
    acting_as.evaluate,
    digest.evaluate,
    lease.evaluate,
)
