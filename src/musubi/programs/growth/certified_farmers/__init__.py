"""Certified farmers (認定農業者の経営改善; B-3, B-P3): certification of five-year plans, wishes and grants for machines, over `applications`."""
