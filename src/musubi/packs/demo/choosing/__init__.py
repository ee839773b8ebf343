"""Who is chosen in the demo: a draw of farm plots, a certification round of local brands. All of it is fictional (架空)."""
