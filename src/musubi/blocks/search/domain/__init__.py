"""What search offers: register sources, replace entries, ask."""
