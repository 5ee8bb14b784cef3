"""The outside world on one port: a bank, Viettel Post and Vietnam Post, speaking their real protocols.

``python -m infra.local.outside`` serves it; a person plays with it at ``/``, a test through ``/control/…``. The
carriers live below ``/viettelpost`` and ``/vnpost``. It believes nothing that the real ones would refuse.
"""
