"""Words and numbers of indicators for templates."""
