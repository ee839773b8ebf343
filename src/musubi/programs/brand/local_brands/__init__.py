"""地域ブランドの認定 (C-4): products are judged in stages, certified for a term, licensed to bear the mark, checked, renewed or cancelled.

The application, its decision and its letters are those of `applications`; panels are those of `reviews`. Here stands what is the
brand's own: stages, the register of products, the mark's licence, spot checks and renewal.
"""
