"""What meetings offers to other apps."""
