"""What calls and applications offer to other apps."""
