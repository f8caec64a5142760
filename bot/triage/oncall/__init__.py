"""On call for Lookout itself: what tells somebody that it is not well, by ways that need neither Slack nor itself.

`vitals` are asked whether this process does its work; `pulse` sends the heartbeat while all of them are well, so that
the far side pages when it stops; `alarm` pages what is wrong, once for each fault, and says when it is gone; `faults`
are those that the record tells of; `shift` and `duty` say who is on call.
"""
