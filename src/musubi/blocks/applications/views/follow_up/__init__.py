"""Pages of what follows after the payment."""
