"""Lead project D (次代の産業人材確保プロジェクト): young people, new farmers, succession, work for everyone."""
