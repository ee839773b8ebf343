"""What the desks do."""
