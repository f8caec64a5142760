"""What may be done: one small file per gate, all asked, each answering with a reason.

`catalogue.GATES` lists them by hand; `clearance.clear` asks all of them and is the only maker of a
`Clearance`.
"""
