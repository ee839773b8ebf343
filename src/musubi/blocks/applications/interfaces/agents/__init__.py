"""What pages of appointments show, read and print."""
