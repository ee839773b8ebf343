"""What accounts offers to other apps."""
