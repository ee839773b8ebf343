"""Lead project C (「所沢ブランド」の向上プロジェクト): tours, visitors from abroad, shopping streets, tea, farm experience, film."""
