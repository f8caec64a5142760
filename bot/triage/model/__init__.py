"""The model's part of the story: it refines the rules' diagnosis, or says nothing.

`refine` is the chapter, and `consult` one run of it: whether a model may be asked at all (`choice`, `allowance`,
`levers`), what it is told first (`opening`), the bounded `loop` with its `toolbox`, and the record (`minutes`), from
which `replay` plays a run again. What a claim is worth is judged in `bot.diagnosis.claims`, what is said in
`bot.render.model`.
"""
