"""The pages of administrators.

In: a request that passed the gate as administrator. Out: lists, forms and confirmations about the
organisation, one module per kind of thing.
"""
