"""Requests and responses: the only hand-written modules of the package that import httpx.

They add to the generated clients authentication that stays out of every `repr`, an error for every response
that is one (an HTTP 200 with an error code in its body too), retries of reads, and at-most-once submissions.
"""
