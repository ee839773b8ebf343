#!/bin/sh
# Resolve everything together and write hashed requirements without addresses.
set -eu
build=$(mktemp)
trap 'rm -f "$build"' EXIT
echo 'setuptools>=80' > "$build"
run() {
    uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
        --only-binary :all: "$@"
}
run pyproject.toml "$build" --output-file requirements/base.txt
run --extra test pyproject.toml "$build" --constraint requirements/base.txt --output-file requirements/dev.txt
run --extra bench pyproject.toml "$build" --constraint requirements/base.txt --output-file requirements/bench.txt
