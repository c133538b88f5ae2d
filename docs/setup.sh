#!/usr/bin/env bash
# Installs what this project needs: Python packages into .venv, the audit engines of the browser gate from npm, and
# system packages with apt where that is permitted. Where it is not, it prints the one line to type.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON="${PYTHON:-python3}"
VENV="${VENV:-.venv}"

# command (or file) that must be there -> the Debian package that brings it
missing=()
need() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }
need chromium chromium
need ffmpeg ffmpeg
fc-list 2>/dev/null | grep -qi "cjk" || missing+=(fontconfig fonts-noto-cjk)
"$PYTHON" -c "import ensurepip, venv" 2>/dev/null || missing+=(python3-venv)
need node nodejs
need npm npm

if [ "${#missing[@]}" -gt 0 ]; then
  line="apt-get install -y --no-install-recommends ${missing[*]}"
  runner=""
  if [ "$(id -u)" = 0 ]; then
    runner="env"
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    runner="sudo"
  fi
  if [ -n "$runner" ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing system packages: ${missing[*]}"
    $runner apt-get update -qq || true
    DEBIAN_FRONTEND=noninteractive $runner apt-get install -y -qq --no-install-recommends \
      -o DPkg::Lock::Timeout=300 "${missing[@]}" || echo "Could not install them. Please type: sudo $line" >&2
  else
    echo "These system packages are missing. Please type: sudo $line" >&2
  fi
fi

[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv "$VENV"
"$VENV/bin/python" -m pip install -q --disable-pip-version-check -e '.[dev]'
if command -v npm >/dev/null 2>&1; then
  (cd a11y_tests && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund --silent)
else
  echo "npm is missing: the browser gate (make a11y) cannot run" >&2
fi
