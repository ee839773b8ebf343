"""文書: documents from data as PDF, Excel and Word; issued ones are their stored bytes.

`domain.pdf` renders typst templates to PDF/A-2a + PDF/UA-1, `domain.excel` writes workbooks, `domain.canonical` makes
equal input give equal bytes, `domain.documents` issues a document and serves it again byte for byte.
"""
