"""Reading a snapshot: typed views over raw dicts.

`view.View` is built once per snapshot (indexes, linear in its size) and is what every detector takes. Around
it stand small readers: quantities, selectors, times, probes, log lines, scheduling arithmetic, revisions and
their differences, the graph of who depends on whom. Raw objects may lack any field or hold null: nothing
here raises on them.
"""
