"""Celery's messages, made in a hundredth of the time.

`send_task` looks up routes, queues, policies and a producer, calls signals and prints
its arguments, for each message anew, in a thread. Ours differ in their id and their
arguments alone, so Celery makes the first, and the others are that one with other
values. Kombu's envelope for Redis is written here; `tests/integration/test_outbox.py`
holds it against what `send_task` itself puts into a queue.
"""

import base64
import json
import uuid
from collections.abc import Sequence
from typing import Any

from celery import Celery

_PERSISTENT = 2


class TaskMessages:
    """Makes the messages of one task.

    Args:
        celery: The application; results are ignored, contents are JSON.
        name: The task's.
    """

    def __init__(self, celery: Celery, name: str) -> None:
        made = celery.amqp.as_task_v2("", name, ignore_result=None)
        self._headers = made.headers
        self._body = made.body

    def message(self, queue: str, arguments: Sequence[Any]) -> bytes:
        """Return a message as it lies in Redis.

        Args:
            queue: The queue that it is for.
            arguments: The task's, positional.
        """
        task_id = str(uuid.uuid4())
        _, keywords, embedded = self._body
        body = json.dumps([arguments, keywords, embedded]).encode()
        ids = {"id": task_id, "root_id": task_id, "argsrepr": ""}
        return json.dumps(
            {
                "body": base64.b64encode(body).decode(),
                "content-encoding": "utf-8",
                "content-type": "application/json",
                "headers": self._headers | ids,
                "properties": {
                    "correlation_id": task_id,
                    "reply_to": "",
                    "delivery_mode": _PERSISTENT,
                    "delivery_info": {"exchange": "", "routing_key": queue},
                    "priority": 0,
                    "body_encoding": "base64",
                    "delivery_tag": str(uuid.uuid4()),
                },
            }
        ).encode()
