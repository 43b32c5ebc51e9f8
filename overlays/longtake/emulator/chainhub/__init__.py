"""Kling through chainhub.tech, in Kling's own envelope.

The reseller's page shows an empty response; the emulator's are Kling's, which are the same, says the page.
"""
