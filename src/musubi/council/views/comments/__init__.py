"""Public comment: pages for everybody and for the office."""
