"""New farmers (新規就農者の支援; D-2, D-P2): certification of young farmers' plans and the fund for those who begin, over `applications`."""
