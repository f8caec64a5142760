"""A Slack workspace on one machine: the real protocols, the real limits, and faults on order.

`Workspace` is the door. `state` is the data, `people` what people do, `web_api` what the app asks, `socket_mode` and
`events` what the app hears, `limits` what Slack refuses, `ui` and `server` the page and the wire. It refuses what Slack
refuses: where it is more generous than Slack, a test on it would lie.
"""

from bot.sandbox.workspace.faults import Faults
from bot.sandbox.workspace.people import Submission
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.socket_mode import Ack
from bot.sandbox.workspace.stage import Scene, Stage
from bot.sandbox.workspace.workspace import Workspace

__all__ = ["Ack", "Faults", "RefusalError", "Scene", "Stage", "Submission", "Workspace"]
