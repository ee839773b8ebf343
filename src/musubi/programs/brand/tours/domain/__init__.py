"""What visitors are offered and how plans are made."""
