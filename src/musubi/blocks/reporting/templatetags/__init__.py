"""Tags of reporting."""
