"""進捗管理: data calls and their replies, progress reports of each item and year, ratings, frozen editions with errata.

Serves every initiative and program of the plan (A-1 … D-P3).
"""
