"""What visitors find in the demo, what is done for guests from abroad, and how many are counted. All of it is fictional (架空)."""
