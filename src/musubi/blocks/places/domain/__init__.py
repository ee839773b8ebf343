"""What places offer to other apps."""
