"""What can be done with draws."""
