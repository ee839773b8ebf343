"""Tours (観光ルート・回遊): visitors plan days around the city and its neighbours; C-1, C-2, C-P2, C-P3."""
