"""What open data offers to other apps."""
