"""Support for new products and markets (新製品開発・販路拡大の支援; B-1, B-P1): preset calls, wording and measures over `applications`."""
