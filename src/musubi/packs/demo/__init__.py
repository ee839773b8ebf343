"""The demo's years: two closed fiscal years and the running one, made by the same functions as the pages. All of it is fictional (架空)."""
