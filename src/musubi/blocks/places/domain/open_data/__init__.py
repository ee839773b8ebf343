"""Spots, events and Wi-Fi points in the municipal standard's lists: rows taken in, rows given out."""
