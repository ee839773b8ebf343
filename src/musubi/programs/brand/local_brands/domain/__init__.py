"""What can be done with certified brands."""
