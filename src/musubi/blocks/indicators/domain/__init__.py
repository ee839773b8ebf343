"""What indicators offer to other apps."""
