"""Shopping streets (商店街の取組の支援; C-3): grants for lamps and for the associations' own projects, over `applications`."""
