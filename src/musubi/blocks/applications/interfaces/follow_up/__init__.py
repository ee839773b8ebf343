"""Forms and papers of what follows after the payment."""
