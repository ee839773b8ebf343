"""What every app stands on: base models, templates and components, text, dates, money, locking. It owns no table."""
