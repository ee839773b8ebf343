"""What people type into notifications."""
