"""Amounts and rates in templates."""
