"""useapi.net's Runway API: Gen-2 extensions.

The price is this emulator's own; so is the response about a cancelled task, which no page documents.
"""
