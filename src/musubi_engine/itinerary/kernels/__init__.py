"""The search on arrays: plain functions on integers, compiled where numba is installed."""
