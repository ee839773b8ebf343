"""Run by test_killed_server.py as a process of its own: serve the site; die (kill -9) at the moment a row of a table is written."""

import os
import signal
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django


class Quiet(WSGIRequestHandler):
    """No line a request."""

    def log_message(self, *_parts):
        """Nothing."""


class Server(ThreadingMixIn, WSGIServer):
    """A thread a request, as the site's own server has."""

    daemon_threads = True


def main(table: str) -> None:
    """Print the port, then serve until the end."""
    django.setup()
    from django.core.wsgi import get_wsgi_application
    from django.db.models.signals import post_save

    def die(sender, **_more):
        if sender._meta.label == table:
            os.kill(os.getpid(), signal.SIGKILL)

    post_save.connect(die)
    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
