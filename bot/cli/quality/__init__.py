"""How good the answers are, from a shell: `lookout cases`, `lookout eval` and `lookout quality`."""
