"""What is done at signs, and what is counted."""
