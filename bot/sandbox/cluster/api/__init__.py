"""The HTTP side of the cluster: paths to calls, calls to answers, with the server's own errors.

`calls` reads a request, `server` leads it through identity, faults and access to one of `reads`, `writes`, `reviews`
or `discovery`, and records what was asked and answered.
"""
