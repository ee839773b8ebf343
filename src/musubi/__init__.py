"""Musubi (結び): the platform on which a city runs its industrial promotion vision (産業振興ビジョン)."""
