"""What parties offer to other apps; the package's docstring tells the way in."""
