"""Siting (企業の立地の支援; A-1, A-3, A-P1): consultation, designation and incentives year by year over `applications`.

The liaison meeting (企業誘致連絡会, A-3) is a body of `meetings`.
"""
