"""How long the content of applications and appointments is kept, and its erasure after that."""
