"""What the language guard withholds: counted, told to Lookout's own on-call, shown to who asks."""

from datetime import timedelta

from bot.domain.diagnosis import Diagnosis, Evidence, VerdictKind
from bot.domain.ledger import Act
from bot.domain.rota import Duty, Shift
from bot.domain.snapshot import Scope, Snapshot
from bot.render.actions import ActionId, Pressed
from bot.triage.withheld import MANY, note_withheld
from bot.voice.payload import Screened, Withheld
from tests.fakes_slack import EMIL, GUEST, IVY, NORA, Button
from tests.triage.worlds import ROOM, Night

JUDGED = Screened(withheld=(Withheld(path="text", rule="possession"),), refused=False)
SPOKEN = "Acknowledged. I own this, go back to bed."


async def withhold(night: Night, times: int) -> None:
    for _ in range(times):
        await note_withheld(night.store, "chat.postMessage", JUDGED, [EMIL, IVY])


async def test_many_violations_are_told_to_lookouts_own_on_call_once_an_hour(night: Night) -> None:
    await withhold(night, MANY - 1)
    await night.deliver()
    assert night.slack.shown == {}
    await withhold(night, MANY)
    await night.deliver()
    assert sorted(letter.channel for letter in night.slack.shown.values()) == sorted([EMIL, IVY])
    [text] = {letter.content.text.splitlines()[0] for letter in night.slack.shown.values()}
    assert text == "The language guard withheld text of at least 5 messages within 1 hour."
    night.clock.advance(minutes=61)
    await withhold(night, 1)
    await night.deliver()
    assert len(night.slack.shown) == 2


async def test_without_an_on_call_of_its_own_the_violations_are_still_counted(night: Night) -> None:
    for _ in range(MANY):
        await note_withheld(night.store, "chat.postMessage", JUDGED)
    await night.deliver()
    assert night.slack.shown == {}
    async with night.store.read() as tx:
        assert await tx.ledger.count(Act.WITHHELD, tx.now - timedelta(hours=1)) == MANY


async def test_whoever_has_the_shift_of_the_rota_is_told_too(night: Night) -> None:
    now = night.clock.now()
    duty = Duty(rota="lookout", shifts=(Shift(user_id=EMIL, name="Emil"),), read_at=now)
    async with night.store.begin() as tx:
        await tx.preflights.put_duties([duty])
    for _ in range(MANY):
        await note_withheld(night.store, "chat.postMessage", JUDGED, rota="lookout")
    await night.deliver()
    assert [letter.channel for letter in night.slack.shown.values()] == [EMIL]


async def poisoned(night: Night) -> Button:
    """A diagnosis that cites a log line which reads like a person's, and the button under it."""
    incident = await night.incident()
    line = Evidence(id="E1", source="log", ref="shop/b/app", quote=f"ERROR: {SPOKEN}", digest="0" * 64)
    async with night.store.begin() as tx:
        found = Diagnosis(
            verdict=VerdictKind.UNSURE, hypotheses=(), evidence=(line,), taken_at=tx.now, made_by="rules test"
        )
        seen = Snapshot(scope=Scope(cluster="sandbox", namespace="shop"), taken_at=tx.now)
        number = await tx.diagnoses.add(incident.id, found, seen)
    pressed = Pressed(deployment=night.world.policy.deployment, incident_id=incident.id, diagnosis_id=number)
    return Button(channel=ROOM, ts="100.2", pressed=pressed)


async def test_a_withheld_log_line_is_shown_to_the_one_who_asks(fired: Night) -> None:
    button = await poisoned(fired)
    said = await fired.click(NORA, ActionId.RAW, button=button)
    assert said.splitlines()[0] == "Diagnosis 2: 1 withheld line of evidence."
    assert SPOKEN not in said
    assert SPOKEN in str(fired.slack.whispers[-1])
    [asked] = [row for row in await fired.rows(Act.ASKED) if row.detail.get("what") == "withheld lines"]
    assert (asked.actor, asked.detail["diagnosis"]) == (NORA, 2)


async def test_a_guest_or_another_incidents_button_shows_no_line(fired: Night) -> None:
    button = await poisoned(fired)
    await fired.click(GUEST, ActionId.RAW, button=button)
    unknown = button.pressed.model_copy(update={"diagnosis_id": 99})
    told = await fired.click(NORA, ActionId.RAW, button=button.model_copy(update={"pressed": unknown}))
    assert told.startswith("This diagnosis is not known here")
    assert SPOKEN not in str(fired.slack.whispers)
