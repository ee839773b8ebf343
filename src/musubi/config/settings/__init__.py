"""Settings for serving (production), for work on the code (development) and for tests."""
