"""What is sent and what comes back: the only hand-written modules of the package that know httpx.

They give the generated clients what they lack: authentication that stays out of every `repr`, an error for
every answer that is one (an HTTP 200 with an error code in it too), reads that are retried, and submits
that are sent once.
"""
