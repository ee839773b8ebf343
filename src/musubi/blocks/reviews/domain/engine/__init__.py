"""The one door to the engine: rows become plain data, a result comes back as rows."""
