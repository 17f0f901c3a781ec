"""A process of its own that decodes photos and judges them for a window.

The window's thread shares the interpreter's lock with nothing that computes, and a damaged photo that crashes a decoder
costs that photo, not the program. Started by ``app.scoring.scorer_client``; when the program ends or dies, the pipe
closes and this side ends with it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO, TYPE_CHECKING

from app.catalog.records import PhotoToScore
from app.errors import UserError
from app.helpers.frames import Message, read_message, write_message
from app.helpers.pipes import run_and_end, serve_pipes
from app.priority import LAST
from app.scoring.helper_process import LoadScorer, load_scorer
from app.scoring.judging import finish
from app.scoring.parcels import finished_record, photo_of
from app.scoring.prepare import Prepared, prepare_photo
from dpiqa_core.errors import ModelError

if TYPE_CHECKING:
    from dpiqa_core.scorer import Scorer


def serve(requests: IO[bytes], replies: IO[bytes], load: LoadScorer = load_scorer) -> None:
    """Load the model that is asked for, then judge what comes until the other side ends.

    Args:
        requests, replies: the pipes.
        load: loads models.
    """
    _Server(requests, replies, load).run()


class _Server:
    def __init__(self, requests: IO[bytes], replies: IO[bytes], load: LoadScorer) -> None:
        self._requests = requests
        self._replies = replies
        self._load = load
        self._first: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._ready: queue.SimpleQueue[tuple[int, Prepared] | BaseException] = queue.SimpleQueue()
        self._dropped = 0  # number of the last job that nobody waits for any more
        self._pool: ThreadPoolExecutor | None = None
        self._scorer: Scorer | None = None

    def run(self) -> None:
        threading.Thread(target=self._listen, name="requests", daemon=True).start()
        try:
            scorer = self._begin(self._first.get())
            while True:
                self._judge(scorer, self._collect(scorer.best_batch))
        except (UserError, ModelError) as error:
            self._say("failed", reason=str(error))
        except MemoryError:
            self._say("failed", reason="This computer has too little memory to score photos. Close other programs.")

    def _begin(self, wish: Message) -> Scorer:
        scorer = self._scorer = self._load(wish["name"], wish["device"], self._ask_cpu)
        self._pool = ThreadPoolExecutor(wish["workers"], thread_name_prefix="decode")
        self._say(
            "loaded",
            model=scorer.card.name,
            weights=scorer.weights_hash,
            preprocessing=scorer.preprocessing.version,
            best_batch=scorer.best_batch,
        )
        return scorer

    def _listen(self) -> None:
        # When the program ended or died, nobody waits for what is being worked on.
        run_and_end(self._take_requests)

    def _take_requests(self) -> None:
        while (message := read_message(self._requests)) is not None:
            match message["do"]:
                case "load":
                    self._first.put(message)
                case "score":
                    assert self._pool is not None, "photos come after 'loaded'"
                    self._pool.submit(self._prepare, message["job"], photo_of(message["photo"]), message["thumbnail"])
                case "drop":
                    self._dropped = message["job"]
                case "answer":
                    self._answers.put(bool(message["yes"]))

    def _prepare(self, job: int, photo: PhotoToScore, thumbnail: bool) -> None:
        if job <= self._dropped:
            return
        assert self._scorer is not None
        try:
            self._ready.put((job, prepare_photo(photo, self._scorer.preprocessing, thumbnail=thumbnail)))
        except BaseException as error:
            self._ready.put(error)

    def _collect(self, most: int) -> list[tuple[int, Prepared]]:
        """What is ready, at least one and ``most`` at the most."""
        items = [self._ready.get()]
        try:
            while len(items) < most:
                items.append(self._ready.get_nowait())
        except queue.Empty:
            pass
        good = []
        for item in items:
            if isinstance(item, BaseException):
                raise item
            if item[0] > self._dropped:
                good.append(item)
        return good

    def _judge(self, scorer: Scorer, items: Sequence[tuple[int, Prepared]]) -> None:
        for (job, _), done in zip(items, finish(scorer, [item for _, item in items]), strict=True):
            record, parts = finished_record(done)
            write_message(self._replies, {"say": "scored", "job": job, **record}, parts)

    def _say(self, what: str, **values: object) -> None:
        write_message(self._replies, {"say": what, **values})

    def _ask_cpu(self, sentence: str) -> bool:
        self._say("ask-cpu", text=sentence)
        return self._answers.get()


def main() -> None:
    """Serve through stdin and stdout, behind everything that somebody waits for."""
    serve_pipes(serve, LAST)


if __name__ == "__main__":
    main()
