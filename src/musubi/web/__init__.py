"""Composes the home page, the start pages and /plan/<code>/ from panels that apps register."""
