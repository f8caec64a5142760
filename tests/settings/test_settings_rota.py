from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.cluster_user import ClusterUser
from bot.domain.rota import Known
from bot.settings.config import Config
from bot.settings.error import SettingsError
from bot.settings.policy import policy_of
from bot.settings.read import read_config

WEEKLY = {"user": "U0NORA", "starts": "Mon 09:00", "ends": "Fri 17:00"}
TURNS = {"users": ["U0NORA", "U0EMIL"], "starts": "Mon 09:00", "since": "2026-11-30"}
PEOPLE = {"U0NORA": {"name": "Nora", "email": "nora@example.com"}}


def read(folder: Path, **changes: Any) -> Config:
    told = {
        "roles": {"responders": {"users": ["U0NORA"]}, "commanders": {"users": ["U0IVY"]}},
        "clusters": {"prod": {"reader": {"in_cluster": True}}},
        "services": {"checkout": {"cluster": "prod", "namespace": "shop"}},
    }
    (folder / "lookout.yaml").write_text(yaml.safe_dump(told | changes))
    return read_config(folder / "lookout.yaml")


@pytest.mark.parametrize(
    "rota",
    [
        {"users": ["U0NORA"]},
        {"weekly": [WEEKLY], "zone": "Europe/Stockholm"},
        {"turns": TURNS, "services": ["checkout"]},
        {"pagerduty": {"schedule": "PABC123"}},
        {"pagerduty": {"schedule": "PABC123", "url": "https://api.eu.pagerduty.com"}},
        {"calendar": {"url": "https://calendar.example.com/x.ics"}},
        {"calendar": {"url_file": "address"}},
    ],
)
def test_each_way_to_say_a_rota_is_read(tmp_path: Path, rota: dict[str, Any]) -> None:
    config = read(tmp_path, rotas={"shop": rota}, people=PEOPLE)
    assert list(config.rotas) == ["shop"]


def test_a_file_with_an_address_is_looked_for_beside_the_configuration(tmp_path: Path) -> None:
    config = read(tmp_path, rotas={"shop": {"calendar": {"url_file": "address"}}}, people=PEOPLE)
    assert config.rotas["shop"].calendar is not None
    assert config.rotas["shop"].calendar.url_file == tmp_path / "address"


@pytest.mark.parametrize(
    ("rota", "said"),
    [
        ({}, "a rota has exactly one of"),
        ({"users": ["U0NORA"], "weekly": [WEEKLY]}, "a rota has exactly one of"),
        ({"users": ["nora"]}, "string should match pattern"),
        ({"users": ["U0NORA"], "zone": "Europe/Stokholm"}, 'there is no time zone "Europe/Stokholm"'),
        ({"users": ["U0NORA"], "zone": "../../etc/passwd"}, "there is no time zone"),
        ({"weekly": [WEEKLY | {"starts": "Monday 9"}]}, "string should match pattern"),
        ({"weekly": [WEEKLY | {"user": "nora"}]}, "string should match pattern"),
        ({"turns": TURNS | {"users": []}}, "at least 1 item"),
        ({"turns": TURNS | {"since": "soon"}}, "valid date"),
        ({"pagerduty": {"schedule": "../users"}}, "string should match pattern"),
        ({"pagerduty": {"schedule": "P1", "token": "x"}}, 'unknown field "token"'),
        ({"calendar": {}}, 'either "url" or "url_file"'),
        ({"calendar": {"url": "https://x.example/a", "url_file": "b"}}, 'either "url" or "url_file"'),
        ({"calendar": {"url": "file:///etc/passwd"}}, "string should match pattern"),
        ({"users": ["U0NORA"], "services": ["chekout"]}, 'unknown service "chekout"'),
    ],
)
def test_a_rota_that_makes_no_sense_is_refused_with_its_line(
    tmp_path: Path, rota: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, rotas={"shop": rota}, people=PEOPLE)
    assert any(one.startswith("lookout.yaml:") and said in one for one in caught.value.problems), caught.value


@pytest.mark.parametrize(
    "rota", [{"pagerduty": {"schedule": "P1"}}, {"calendar": {"url": "https://x.example/a"}}]
)
def test_a_rota_outside_without_anybody_it_could_name_is_refused(
    tmp_path: Path, rota: dict[str, Any]
) -> None:
    with pytest.raises(SettingsError, match='"people" has nobody'):
        read(tmp_path, rotas={"shop": rota})


def test_a_rotas_name_is_a_small_word(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="string should match pattern"):
        read(tmp_path, rotas={"I own this": {"users": ["U0NORA"]}})


def test_the_story_is_told_of_people_and_identities(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        people=PEOPLE,
        identities={"U0NORA": {"user": "nora", "groups": ["oncall"]}},
        bot_oncall={"users": ["U0EMIL"]},
        limits={"preflight_seconds": 30},
    )
    policy = policy_of(config, {}, "0")
    assert policy.people == {"U0NORA": Known(name="Nora", email="nora@example.com")}
    assert policy.cluster_users == {"U0NORA": ClusterUser(user="nora", groups=("oncall",))}
    assert policy.bot_oncall == ("U0EMIL",)
    assert policy.preflight_time.total_seconds() == 30
