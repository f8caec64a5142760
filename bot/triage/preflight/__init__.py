"""Preflight: before anybody is paged, whether those on call may do what the runbooks will ask of them.

`rotas` reads who is on call, `plan` says what there is to ask, `survey` asks it, `pair` looks for two people who could
turn the two keys, `chapter` does all of it as a task and keeps the answers, `seen` reads them for a thread, `asked` for
a person.
"""
