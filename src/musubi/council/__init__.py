"""The promotion council's loop (推進会議): opinion → issue → resolution → the city's decision → action → plan, and back again.

Meetings themselves are a block; here is what becomes of what is said there. A link never changes a state by itself.
"""
