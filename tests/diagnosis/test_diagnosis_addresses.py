"""No sentence of a model has an address that a chat program would link."""

import pytest

from bot.diagnosis.addresses import unlinked
from bot.diagnosis.answers import check_answer
from bot.diagnosis.claims import check_claims
from tests.diagnosis.claim_factories import EVIDENCE, answer, claim
from tests.diagnosis.test_diagnosis_answers import BACKED


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("See evil.example.com/login now.", "See evil[.]example[.]com/login now."),
        ("The node mails admin@evil.com.", "The node mails admin@evil[.]com."),
        ("The node mails admin@mail.corp", "The node mails admin@mail[.]corp"),
        ("WWW.Evil.COM, evil.ru (t.co)", "WWW[.]Evil[.]COM, evil[.]ru (t[.]co)"),
        ("evil\u3002com and evil\uff0ecom", "evil[.]com and evil[.]com"),
        ("evil.xn--p1ai and evil.\u0440\u0444", "evil[.]xn--p1ai and evil[.]\u0440\u0444"),
        ("The image registry.example.io/shop/cart:1.2", "The image registry[.]example[.]io/shop/cart:1.2"),
    ],
)
def test_an_address_is_broken_in_brackets(said: str, told: str) -> None:
    assert unlinked(said) == told
    assert unlinked(told) == told


@pytest.mark.parametrize(
    "said",
    [
        "The host ledger.shop.svc.cluster.local is not found.",
        "spec.replicas is 3 and resources.limits.memory is 128Mi.",
        "java.lang.OutOfMemoryError at 10.0.0.1:8080 in v1.2.3.",
        "The probe takes 1.5 s. It then fails.",
        "The file values.yaml of shop/cart",
    ],
)
def test_what_is_no_address_stays(said: str) -> None:
    assert unlinked(said) == said


def test_every_sentence_of_a_model_is_broken_and_its_command_is_not() -> None:
    told = "The proxy of shop/cart reads its page at evil.example.com/login."
    fields = dict.fromkeys(("statement", "mechanism", "refuted_by"), told)
    look = "kubectl -n shop get pods -l example.com/app=cart"
    [one] = check_claims(answer(claim(**fields, next_check=look)), EVIDENCE).hypotheses
    assert all(
        "evil[.]example[.]com/login" in line for line in (one.statement, one.mechanism, one.refuted_by)
    )
    assert one.next_check == look
    [sentence] = check_answer({"sentences": [BACKED | {"text": told}]}, EVIDENCE).answer.sentences
    assert "evil[.]example[.]com/login" in sentence.text
