"""places (所在地): towns, postcodes, addresses and their coordinates; knows nobody who lives or works there."""
