"""Bad days by name: every fault that the sandbox can order, for the page's panel and for scripts.

`kind` is what a fault is, `connection`, `api`, `cluster` and `model` list them, `catalogue` is all of them in the order
of the panel, `routes` the JSON API under `/ui/faults`. The faults themselves are in `faults`, `socket_mode`, the
cluster and the model's provider.
"""
