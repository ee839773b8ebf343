"""The demo's calls: the subsidy year and its panel, and the calls of the running year."""
