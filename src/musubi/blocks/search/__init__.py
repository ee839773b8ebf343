"""検索: one index over everything that a person may see; Japanese by bigrams."""
