"""What the plan offers to other apps."""
