"""Making and keeping documents."""
