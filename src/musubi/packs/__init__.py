"""The cities: each folder is one city's plan and organisations as data (TOML), read and checked by ``loader``."""
