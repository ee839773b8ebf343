"""After the payment: disposal of assets (財産処分) and the consumption tax that came back (消費税仕入控除税額)."""
