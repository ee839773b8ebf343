"""Count what a page asks the database, without the demo clock, which is read anew every two seconds."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(client, path):
    """The number of queries of a page that answers; a first call fills what is kept in memory."""
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return sum("accounts_officesettings" not in query["sql"] for query in captured.captured_queries)
