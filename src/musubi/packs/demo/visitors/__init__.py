"""What visitors find in the demo, as data, and how many of them are counted. All of it is fictional (架空)."""
