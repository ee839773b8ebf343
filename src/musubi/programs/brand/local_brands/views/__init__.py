"""Pages of the certified brands."""
