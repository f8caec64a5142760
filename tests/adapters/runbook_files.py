"""Runbook files for tests: a sound one, and a step to put behind it."""

GROUPS = ("responders", "commanders")

GOOD = """\
schema: 1
id: slow-disk
version: 2
title: Disk is slow
owner: "@responders"
reviewed: 2026-11-20
causes: [oom-killed]
escalation: "@commanders"
prose: |
  For people.
steps:
  - id: look
    title: The pods
    tool: observe
    tier: 0
    needs: [list pods]
    command: kubectl -n $namespace get pods
    expect: all ready
  - id: undo
    title: The previous revision back
    tool: undo
    tier: 1
    needs: [get deployments, patch deployments]
    limits: {max_pods: 5, max_share: 1.0, per_hour: 1}
    undo: roll forward
    expect: pods are ready
"""
SCALE = """\
  - id: more
    title: One replica more
    tool: scale
    tier: 1
    arguments: {replicas: "+1"}
    needs: [get deployments, patch deployments/scale]
    undo: one replica less
    expect: pods are ready
"""
