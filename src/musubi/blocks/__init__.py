"""Shared building blocks; they know nothing of any program."""
