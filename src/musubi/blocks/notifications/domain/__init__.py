"""What notifications offers to other apps."""
