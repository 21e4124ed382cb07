"""A private OpenStack Swift with its S3 API, from Debian's python3-swift, all of it in one folder and on free ports of loopback.

    /usr/bin/python3 swift_server.py FOLDER [PORT]

prints `ready PORT` and serves the user test:tester, whose secret is testing, until its input ends; then the folder goes.
One replica, one device, no consistency daemons, no memcached.
"""
import ctypes
import logging
import os
import shutil
import signal
import socket
import sys
from time import time as now

from eventlet.greenio import GreenSocket
from swift.common import utils

PR_SET_PDEATHSIG = 1
folder = sys.argv[1]
port = int(sys.argv[2]) if len(sys.argv) > 2 else 0

# Rings and policies are read from where this says, and must not be those of a Swift that the machine runs for others.
utils.SWIFT_CONF_FILE = os.path.join(folder, 'swift.conf')
with open(utils.SWIFT_CONF_FILE, 'w') as conf:
    conf.write('[swift-hash]\nswift_hash_path_suffix = ihenode\n[storage-policy:0]\nname = one\ndefault = yes\n')

from swift.common import wsgi  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402

STORAGE = '''[DEFAULT]
devices = {folder}/devices
mount_check = false
swift_dir = {folder}
log_level = ERROR
log_custom_handlers = __main__.tell
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
'''

# In this order: who asks is looked at by s3api and known by tempauth; slo puts the parts of a multipart upload together.
PROXY = '''[DEFAULT]
swift_dir = {folder}
log_level = ERROR
log_custom_handlers = __main__.tell
[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats cache s3api tempauth slo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:cache]
paste.filter_factory = __main__:remember
[filter:s3api]
use = egg:swift#s3api
allow_no_owner = true
s3_acl = false
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:slo]
use = egg:swift#slo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
'''


def tell(_conf, name, _console, _route, fmt, logger, _adapter):
    handler = logging.FileHandler(os.path.join(folder, name + '.log'))
    handler.setFormatter(logging.Formatter(fmt))
    logger.addHandler(handler)


class Memory:
    """What the one proxy would ask memcached."""

    def __init__(self):
        self.known = {}

    def get(self, key, **_):
        value, until = self.known.get(key, (None, 0))
        return value if until > now() else None

    def set(self, key, value, time=0, **_):
        self.known[key] = (value, now() + (time or 3600))

    def delete(self, key, **_):
        self.known.pop(key, None)


def remember(*_, **__):
    memory = Memory()

    def filtered(app):
        def with_memory(env, start_response):
            env['swift.cache'] = memory
            return app(env, start_response)
        return with_memory
    return filtered


def listen(at=0):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(('127.0.0.1', at))
    listener.listen(256)
    return listener


def configure(kind, text):
    path = os.path.join(folder, kind + '-server.conf')
    with open(path, 'w') as conf:
        conf.write(text.format(folder=folder, kind=kind))
    return path


os.makedirs(os.path.join(folder, 'devices', 'd1'))
listeners = {}
for kind in ('account', 'container', 'object'):
    listeners[kind] = listen()
    configure(kind, STORAGE)
    builder = RingBuilder(4, 1, 1)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': listeners[kind].getsockname()[1], 'device': 'd1', 'weight': 1})
    builder.rebalance(seed=1)
    builder.get_ring().save(os.path.join(folder, kind + '.ring.gz'))
configure('proxy', PROXY)
listeners['proxy'] = listen(port)

is_up, tells_up = os.pipe()
children = []
for kind, listener in listeners.items():
    child = os.fork()
    if child == 0:
        # Whoever kills the script ends the servers too.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        utils.eventlet_monkey_patch()
        wsgi.run_server({'__file__': os.path.join(folder, kind + '-server.conf')}, None, GreenSocket(listener),
                        {'log_name': kind}, lambda: os.write(tells_up, b'.'))
        sys.exit()
    children.append(child)

# A server that cannot start ends, and with the last one the pipe does.
os.close(tells_up)
if any(not os.read(is_up, 1) for _ in children):
    sys.exit('a server of Swift does not start')
print('ready', listeners['proxy'].getsockname()[1], flush=True)
try:
    sys.stdin.read()
finally:
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    shutil.rmtree(folder)
