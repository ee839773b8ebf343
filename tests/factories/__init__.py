"""Factories: one file per app, nothing hidden, scenarios as named functions."""
