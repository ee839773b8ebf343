"""A paper composed once and written as Word, Excel, PDF/A and a page: the same words in each."""
