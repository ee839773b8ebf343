"""places (所在地): towns, postcodes, addresses and their coordinates, facilities, lands and buildings; knows nobody who lives or works there."""
