"""What audit offers to other apps."""
