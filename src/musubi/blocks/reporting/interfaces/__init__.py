"""Forms and papers of reporting."""
