"""Lead project B (競争力・成長力UPプロジェクト): subsidies, core businesses, certified farmers."""
