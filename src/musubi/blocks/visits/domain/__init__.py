"""What visits offer to other apps."""
