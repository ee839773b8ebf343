"""What translations offer to other apps."""
