"""Kling's own hosts, and what a reseller of its API shares with them.

The prices are this emulator's own.
"""
