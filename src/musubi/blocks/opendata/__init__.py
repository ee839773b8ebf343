"""opendata (オープンデータ): datasets of the municipal standards as data; files taken in row by row, and written out exactly."""
