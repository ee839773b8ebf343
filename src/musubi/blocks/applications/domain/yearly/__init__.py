"""指定から年度ごとの交付申請へ: the years of a designation, the drafts that begin by themselves, the office's table."""
