"""Rotas: who is on call, from the configuration (`configured`), PagerDuty (`pagerduty`) or an iCalendar (`calendar`).

Each is one `Rota` of the story's port. What cannot be read or understood raises, within a deadline and a bound: a rota
of which only a part is known could name the wrong person at night.
"""
