#!/usr/bin/env bash
# Installs what the tests need and this machine lacks, then runs every test. Arguments are handed to `dotnet test`.
# ./test.sh --faults [--kills 1000] [--databases sqlite postgresql] [--seed N] … instead kills nodes under load for a long time (see docs/RELIABILITY.md).
# Ends with a line `N passed, N failed[, N skipped]`; exit 0 only when tests ran and none failed.
set -uo pipefail
cd "$(dirname "$0")" || exit 1

# Debian package -> the command or file that shows it is here.
needs() { [ -e "$2" ] || command -v "$2" >/dev/null 2>&1 || missing+=("$1"); }
missing=()
needs python3-zeep /usr/lib/python3/dist-packages/zeep/__init__.py
needs curl curl
needs openssl openssl
# The library holds the servers of Swift; the packages named after them only start them with the machine.
needs clamav-daemon /usr/sbin/clamd
needs c-icap c-icap
needs libc-icap-mod-virus-scan /etc/c-icap/clamd_mod.conf
needs php-cli php
php -m 2>/dev/null | grep -qx soap || missing+=(php-soap)
php -m 2>/dev/null | grep -qx dom || missing+=(php-xml)
needs python3-swift /usr/lib/python3/dist-packages/swift/common/middleware/s3api
# Debian keeps the server's own programs out of the PATH.
command -v initdb >/dev/null 2>&1 || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
    if command -v apt-get >/dev/null 2>&1; then
        sudo=""; [ "$(id -u)" -eq 0 ] || sudo=sudo
        echo "installing: ${missing[*]}"
        { $sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -q -y --no-install-recommends "${missing[@]}"; } >/tmp/ihenode-apt.log 2>&1 ||
            { tail -n 20 /tmp/ihenode-apt.log; echo "could not install ${missing[*]}; the tests that need them will say that they are skipped"; }
    else
        echo "no apt-get here: the tests that need ${missing[*]} will say that they are skipped"
    fi
fi

if [ "${1:-}" = --faults ]; then
    shift
    # From a copy, so that whoever builds here meanwhile does not take the running program away.
    copy=$(mktemp -d) && trap 'rm -rf "$copy"' EXIT
    mkdir "$copy/source" && tar -c --exclude=bin --exclude=obj --exclude=.git --exclude=./data . | tar -x -C "$copy/source"
    (cd "$copy/source" && dotnet build Tests -c Release -v quiet --nologo) || exit 1
    # Compiled ahead of time a node starts in half the time.
    program=()
    if (cd "$copy/source" && dotnet publish Gateway.Host -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true \
        -p:NuGetLockFilePath=obj/ahead.lock.json -o "$copy/program" -v quiet --nologo) >"$copy/log" 2>&1; then
        program=(--program "$copy/program/ihenode.dll")
    else
        echo "not compiled ahead of time, so each start takes longer: $(grep -m1 error "$copy/log")"
    fi
    dotnet "$copy/source/Tests/bin/Release/net10.0/IheNode.Tests.dll" faults "${program[@]}" "$@"
    exit
fi

results=$(mktemp -d) && trap 'rm -rf "$results"' EXIT
dotnet build IheNode.sln -c Release -v quiet --nologo || { echo "0 passed, 1 failed"; exit 1; }
dotnet test Tests -c Release --no-build --nologo --logger "trx;LogFileName=tests.trx" --logger "console;verbosity=minimal" --results-directory "$results" "$@"
status=$?

counters=$(grep -o '<Counters [^>]*' "$results/tests.trx" 2>/dev/null) || { echo "no test ran"; exit 1; }
count() { grep -o " $1=\"[0-9]*\"" <<<"$counters" | tr -dc 0-9; }
total=$(count total); passed=$(count passed); failed=$(( $(count failed) + $(count error) + $(count timeout) + $(count aborted) )); skipped=$(( total - passed - failed ))
if [ "$skipped" -gt 0 ]; then
    echo "skipped, with reasons:"
    python3 - "$results/tests.trx" <<'PY' || true
import sys, xml.etree.ElementTree as tree
for result in tree.parse(sys.argv[1]).iter('{*}UnitTestResult'):
    if result.get('outcome') == 'NotExecuted':
        reason = result.find('.//{*}Message')
        print(' ', result.get('testName'), '-', (reason.text if reason is not None else 'no reason given').strip())
PY
fi
echo "$passed passed, $failed failed$([ "$skipped" -gt 0 ] && echo ", $skipped skipped")"
[ "$status" -eq 0 ] && [ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
