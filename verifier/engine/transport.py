"""Celery's way to Redis, for one that may refuse single commands.

A Redis that is out of memory, cannot write its file, or is only read from at the moment
does so. Kombu knows nothing of that: a worker's main process would end, or wait for
ever for the end of a task that it could not confirm. Here the first is taken for a lost
connection, and the second confirmed in the worker alone: such a token is delivered once
more some day, and brings a job that is over. Tokens that are lost the janitor sends
again.

Nor does Kombu know that clocks differ: it notes by a worker's clock when a token was
taken, and compares that with the clocks of others. One that is half an hour ahead would
have every token under way taken away and delivered again. Here the times are Redis's.
"""

import time
from typing import Any, override

from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.transport.redis import Channel, QoS, Transport
from kombu.utils.json import dumps
from redis.exceptions import ResponseError

from verifier.engine.scripts import Script
from verifier.engine.steps import ALWAYS, seconds_of

_NOTE = Script(
    ALWAYS
    + """
local time = redis.call('TIME')
redis.call('ZADD', ARGV[1], time[1] .. '.' .. string.format('%06d', time[2]), ARGV[3])
redis.call('HSET', ARGV[2], ARGV[3], ARGV[4])
"""
)


class PatientQoS(QoS):
    """Counts what is under way, also what Redis will not take a word on."""

    @override
    def append(self, message: Any, delivery_tag: Any) -> None:
        place = message.delivery_info
        raw = message._raw  # noqa: SLF001 - as Kombu does
        kept = dumps([raw, place["exchange"], place["routing_key"]])  # type: ignore[no-untyped-call]
        with self.channel.conn_or_acquire() as client:
            keys = (self.unacked_index_key, self.unacked_key)
            _NOTE.run(client, *keys, delivery_tag, kept)
        virtual.QoS.append(self, message, delivery_tag)  # type: ignore[no-untyped-call]

    @property
    @override
    def visibility_timeout(self) -> float:
        """Seconds after which a token is delivered again, plus how far we are ahead.

        Kombu takes them from our clock, which leaves Redis's.
        """
        with self.channel.conn_or_acquire() as client:
            ahead_s = time.time() - seconds_of(client.time())
        return float(self.channel.visibility_timeout) + ahead_s

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
