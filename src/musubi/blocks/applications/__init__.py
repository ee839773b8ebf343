"""Calls and applications (募集と申請): subsidies, designations, certifications and wish surveys, from the guideline to the confirmed amount.

Serves A-1, B-1, B-3, C-3 and D-2 by configuration: a call is data, the workflow is one table.
"""
