from hypothesis import given
from hypothesis import strategies as st

from bot.render.actions import Pressed, pack, pack_block, repack, unpack, unpack_block


@given(st.text(), st.text(), st.text(), st.text(), st.integers(0, 2**31))
def test_what_was_packed_comes_back(
    deployment: str, incident: str, proposal: str, digest: str, number: int
) -> None:
    value = pack(deployment, incident, proposal, digest, diagnosis_id=number)
    assert unpack(value) == Pressed(
        deployment=deployment,
        incident_id=incident,
        proposal_id=proposal,
        digest=digest,
        diagnosis_id=number,
    )


@given(
    st.builds(Pressed, deployment=st.text(), incident_id=st.text(), channel=st.text(), message_ts=st.text())
)
def test_a_modal_carries_the_message_that_it_was_opened_from(pressed: Pressed) -> None:
    assert unpack(repack(pressed)) == pressed


def test_a_value_of_ordinary_ids_is_short_and_compact() -> None:
    value = pack("prod", "i" * 36, "p" * 36, "d" * 64)
    assert len(value) < 200
    assert pack("prod", "i") == '{"d":"prod","i":"i"}'


@given(st.text())
def test_any_other_text_is_no_press(text: str) -> None:
    assert unpack(text) is None


def test_json_of_another_shape_is_no_press() -> None:
    for garbage in ("[]", "1", "null", '{"d":"x"}', '{"d":1,"i":"x"}', '{"d":"x","i":null}', "[" * 100_000):
        assert unpack(garbage) is None


@given(st.text(), st.text())
def test_a_menu_block_carries_deployment_and_incident(deployment: str, incident: str) -> None:
    made = pack_block(deployment, incident)
    assert unpack_block(made) == Pressed(deployment=deployment, incident_id=incident)


def test_another_block_id_is_no_press() -> None:
    for garbage in ("", "lookout.target", "lookout.target:a", "other:a:b", "lookout.target:a:b:c"):
        assert unpack_block(garbage) is None
