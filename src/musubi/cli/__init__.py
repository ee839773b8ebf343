"""The command line `musubi`: one module a command, gathered in __main__."""
