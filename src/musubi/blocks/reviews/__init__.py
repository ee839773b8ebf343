"""Reviews (審査): panels of a call, declared interests and exclusions that block, score sheets, calibration.

Serves B-1 (selection of subsidies) and C-4 (certification of brand products) through the calls of `applications`.
"""
