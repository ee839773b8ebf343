"""`musubi serve` brings everything up by itself, restarts what dies, and stops as one."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
            return answer.status, answer.read().decode()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None, ""


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    return None


def workers_of(parent):
    lines = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(parent)], capture_output=True, text=True, check=False).stdout
    return [int(line.split()[0]) for line in lines.splitlines() if "musubi.cli worker" in line]


def test_serve_from_an_empty_folder(tmp_path):
    port = free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "MUSUBI_DEMO", "MUSUBI_SECRET_KEY"}},
        "MUSUBI_DATA": str(tmp_path),
        "MUSUBI_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "musubi.config.settings.production",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    output = (tmp_path / "output").open("w")
    server = subprocess.Popen([sys.executable, "-m", "musubi.cli", "serve"], env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        assert wait_for(lambda: get(f"http://127.0.0.1:{port}/readyz")[0] == 200, seconds=240), (tmp_path / "output").read_text()
        for code in ("A", "C-6", "D-P3"):
            status, page = get(f"http://127.0.0.1:{port}/plan/{code}/")
            assert status == 200
        assert "架空" in page
        assert get(f"http://127.0.0.1:{port}/healthz")[0] == 200
        (worker,) = wait_for(lambda: workers_of(server.pid))
        os.kill(worker, signal.SIGKILL)
        assert wait_for(lambda: [pid for pid in workers_of(server.pid) if pid != worker])
        assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
        output.close()
    assert get(f"http://127.0.0.1:{port}/healthz")[0] is None
    assert "/account/demo/" in (tmp_path / "output").read_text()


def test_port_in_use_is_told_at_once(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        environment = {
            **os.environ,
            "MUSUBI_DATA": str(tmp_path),
            "MUSUBI_PORT": str(other.getsockname()[1]),
            "DJANGO_SETTINGS_MODULE": "musubi.config.settings.production",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        ended = subprocess.run(
            [sys.executable, "-m", "musubi.cli", "serve"], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode == 1
    assert "MUSUBI_PORT" in ended.stderr
    assert not (tmp_path / "musubi.sqlite3").exists()
