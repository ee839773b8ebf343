"""Agents of applicants: appointing them, what they may do, and receiving money for another."""
