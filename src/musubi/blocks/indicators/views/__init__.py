"""Views of indicators."""
