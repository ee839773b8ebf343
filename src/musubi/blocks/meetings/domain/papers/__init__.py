"""会議資料一式: what the papers of a meeting are made from, and each set as it was issued."""
