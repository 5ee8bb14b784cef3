"""Loaded by Python itself in the process of localstripe, which has no options for what it does here.

localstripe listens on every interface of the machine and keeps its state in one file shared by everybody on it. With
this folder on ``PYTHONPATH`` it listens on loopback only, and its file is in ``LOCALSTRIPE_STATE_DIR``.
"""

import builtins
import os
import socket

_open, _bind = builtins.open, socket.socket.bind


def _bind_to_loopback(self, address):  # type: ignore[no-untyped-def]
    if self.family == socket.AF_INET6 and address[0] == "::":
        self.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        address = ("::ffff:127.0.0.1", *address[1:])
    return _bind(self, address)


def _open_own_state(file, *args, **kwargs):  # type: ignore[no-untyped-def]
    if isinstance(file, str) and os.path.basename(file) == "localstripe.pickle":
        file = os.path.join(os.environ["LOCALSTRIPE_STATE_DIR"], "localstripe.pickle")
    return _open(file, *args, **kwargs)


class _LoopbackSocket(socket.socket):
    bind = _bind_to_loopback


socket.socket = _LoopbackSocket  # type: ignore[misc]
builtins.open = _open_own_state
