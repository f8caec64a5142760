"""A Kubernetes cluster as the two ports `Cluster` (reader) and `Remediator` (writer), under two identities.

`connect` makes a client, `call` sends one request, `errors` says in our words what went wrong, `kinds` says
where the API keeps what; `reader` reads raw JSON in pages; `writer`, known to the composition root only,
sends the one change.
"""
