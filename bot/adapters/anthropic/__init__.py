"""Claude as the `Model` port: one attempt asked, streamed, and judged by how it ended; never tried again here.

`client` pins how the provider is reached, `wire` writes a request, `stream` reads the answer's events into blocks,
`verdict` says what a finished answer is, `errors` alone knows the vendor's failures, `provider` is the port and
`checks` asks for the doctor. What comes next is the bounded loop of `triage`, which decides whether to ask again.
"""
