"""Scenarios: incidents to try, each one YAML file, played into the objects of a cluster.

`schema` is what a file may say, `files` reads it, `workloads` writes objects from it, `build` plays its history on a
world of its own, `alerts` says it in the words of the monitoring that would report it. Start with `scenario`.
"""

from bot.sandbox.scenario.files import ScenarioError, load_scenario, read_scenario, scenario_names, together
from bot.sandbox.scenario.scenario import Scenario

__all__ = ["Scenario", "ScenarioError", "load_scenario", "read_scenario", "scenario_names", "together"]
