"""A stand-in of PagerDuty's Events API version 2 on loopback: what was paged, and days on which it does not work."""
