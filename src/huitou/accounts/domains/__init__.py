"""A host of the shop's own for its buyers' pages: what may be one, how it is proven, and which shop a host belongs to.

Called by the verbs and jobs of accounts, by the middleware, and by whoever writes an address that buyers open.
"""
