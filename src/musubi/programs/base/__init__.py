"""Lead project A (産業基盤の強化プロジェクト): siting, idle spaces, founding, farming with industry."""
