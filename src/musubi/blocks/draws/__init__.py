"""抽選 (draws): scarce places given by lot, with a list fixed before, a public value announced before, and a replay for anyone."""
