"""Celery's way to Redis, for one that may refuse single commands.

A Redis that is out of memory, cannot write its file, or is only read from at the moment
does so. Kombu knows nothing of that: a worker's main process would end, or wait for
ever for the end of a task that it could not confirm. Here the first is taken for a lost
connection, and the second confirmed in the worker alone: such a token is delivered once
more some day, and brings a job that is over. Tokens that are lost the janitor sends
again.
"""

from typing import Any, override

from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.transport.redis import Channel, QoS, Transport
from redis.exceptions import ResponseError


class PatientQoS(QoS):
    """Counts what is under way, also what Redis will not take a word on."""

    @override
    def ack(self, delivery_tag: Any) -> None:
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]
        except ResponseError:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]


class PatientChannel(Channel):
    """Kombu's channel, but for that count."""

    QoS = PatientQoS


class PatientTransport(Transport):
    """Kombu's transport, but for the errors that end a worker."""

    Channel = PatientChannel
    connection_errors = (*Transport.connection_errors, ResponseError)


def use_patient_transport() -> None:
    """Have Celery reach `redis://` and `rediss://` by this transport."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:{PatientTransport.__name__}"
