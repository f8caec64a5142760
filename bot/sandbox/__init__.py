"""A local Slack workspace and a local Kubernetes cluster, so that the whole path runs on one machine.

Both speak the real protocols to the real clients, so nothing of Lookout knows that it is not outside. The sandbox knows
the domain only, never the rooms that it is there to try.
"""
