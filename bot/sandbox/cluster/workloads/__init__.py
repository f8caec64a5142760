"""Controllers: Deployments with their ReplicaSets, StatefulSets and DaemonSets, Services with their endpoints.

All are level-triggered: `settle` looks at every workload of a namespace in which something changed and does what the
objects ask for, until nothing more follows. Who made the change does not matter.
"""
