"""Sending callbacks: when, with which body and signature, and how many attempts."""
