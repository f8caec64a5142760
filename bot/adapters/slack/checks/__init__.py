"""What the doctor asks of Slack: the tokens with their scopes and clock, the channels, the people. Reads only."""
