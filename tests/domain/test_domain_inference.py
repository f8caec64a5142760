from bot.domain.inference import Action, Inference, Layer
from tests.render.render_factories import NORA, NOW


def action(owner: str = NORA) -> Action:
    return Action(what="Alert on it", owner=owner, by=NORA, at=NOW)


def test_an_empty_row_lacks_all_of_its_parts() -> None:
    assert Inference().missing == (
        "what was true",
        "which evidence would have told",
        "the layer that it is attributed to",
        "at least one action",
    )


def test_an_action_without_an_owner_is_named() -> None:
    row = Inference(truth="x", told="y", layer=Layer.DATA, actions=(action(), action(owner="")))
    assert row.missing == ("an owner of the action 'Alert on it'",)


def test_a_row_with_all_of_its_parts_lacks_nothing() -> None:
    assert Inference(truth="x", told="y", layer=Layer.MODEL, actions=(action(),)).missing == ()


def test_there_are_four_layers() -> None:
    assert [layer.value for layer in Layer] == [
        "model",
        "prompt and context",
        "data, retrieval and tools",
        "platform and monitoring",
    ]
