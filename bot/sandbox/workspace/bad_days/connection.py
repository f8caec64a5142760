"""Bad days of the connection: sockets that end, acks that get lost, envelopes that come twice or in another order."""

from bot.sandbox.workspace.bad_days.kind import Day, Kind, Knob, Values

ONE, ALL = "one", "all"
_WHICH = Knob("which", "connections", ONE, choices=(ONE, ALL))


async def _disconnect(day: Day, values: Values) -> None:
    await day.core.socket.disconnect(which=0 if values["which"] == ONE else None)


def _cut(day: Day, values: Values) -> None:
    day.core.socket.cut(which=0 if values["which"] == ONE else None)


def _refuse(day: Day, _values: Values) -> None:
    day.core.faults.refuse_connections = True


def _drop_ack(day: Day, values: Values) -> None:
    day.core.faults.drop_acks(values["times"])


def _duplicate(day: Day, values: Values) -> None:
    day.core.faults.double(values["times"])


def _reorder(day: Day, values: Values) -> None:
    day.core.faults.swap(values["times"])


KINDS = (
    Kind(
        "disconnect",
        "Disconnect now",
        "Every few hours Slack says goodbye on a connection and closes it ten seconds later.",
        "Lookout opens another one; its second connection hears everything meanwhile.",
        _disconnect,
        (_WHICH,),
        "connection",
        at_once=True,
    ),
    Kind(
        "cut",
        "Cut the socket",
        "A proxy or a network breaks the connection without a word.",
        "Lookout connects again within seconds; an event without its ack comes again and is handled once.",
        _cut,
        (_WHICH,),
        "connection",
        at_once=True,
    ),
    Kind(
        "refuse-sockets",
        "Refuse new sockets",
        "Slack hands out socket addresses and then refuses them, until this is cleared.",
        "Standing connections go on; lost ones are tried again, and rebuilt from a fresh address after a minute.",
        _refuse,
        (),
        "connection",
    ),
    Kind(
        "drop-ack",
        "Drop acks",
        "The ack gets lost: an event comes again at once, after one and after five minutes; a click looks failed.",
        "The second delivery changes nothing; a click that looked failed is done once, however often it is pressed.",
        _drop_ack,
        where="connection",
    ),
    Kind(
        "duplicate",
        "Send envelopes twice",
        "Slack delivers at least once, so the same event or click can arrive twice.",
        "One incident, one answer, one decision.",
        _duplicate,
        where="connection",
    ),
    Kind(
        "reorder",
        "Reorder envelopes",
        "Slack promises no order: an envelope can arrive after the one that followed it (a second late at most here).",
        "The thread ends up the same.",
        _reorder,
        where="connection",
    ),
)
