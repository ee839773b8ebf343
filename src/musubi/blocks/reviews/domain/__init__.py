"""What a panel does: found, declare, exclude, assign, score, close."""
