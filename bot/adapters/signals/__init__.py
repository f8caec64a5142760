"""Alertmanager and Prometheus over their HTTP APIs: `http` asks, `alertmanager` and `prometheus` are the two ports.

Which queries are asked is data (`query`), read and checked by the settings. Nothing is ever written: both are asked by
GET only.
"""
