"""Settings, root URLs and the WSGI entry: the one place that knows every app."""
