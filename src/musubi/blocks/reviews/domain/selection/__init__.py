"""From scores to the list that the panel decides on."""
