"""Forms, files and sheets of visits."""
