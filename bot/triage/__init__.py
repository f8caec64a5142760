"""The story, in the order it happens: intake, evidence, diagnosis, ownership, proposal, decision, execution, proof.

Names no vendor and awaits ports only (`ports/`). Each chapter is one file; `story` is the one place that says which
kind of task runs which chapter.
"""
