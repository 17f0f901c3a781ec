"""A process of its own for what is heavy: a teacher, the conversion of a checkpoint, a download.

The window stays smooth whatever happens here, and all memory returns when the process ends. Messages go both ways
through pipes; when the program ends or dies, the pipe closes and this side ends with it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING

from app.errors import UserError
from app.helpers.frames import Message, read_message, write_message
from app.helpers.pipes import run_and_end, serve_pipes
from app.priority import BEHIND
from app.scoring.estimates import peak_memory
from app.scoring.parcels import photo_of
from dpiqa_core.errors import ModelError

if TYPE_CHECKING:
    from app.catalog.records import PhotoToScore
    from app.scoring.prepare import Prepared
    from dpiqa_core.scorer import Scorer

LoadScorer = Callable[[str, str, Callable[[str], bool]], "Scorer"]
"""Gives a loaded model by name, device and the question about the CPU."""

_READERS = 2
_PROGRESS_EVERY_S = 0.1


def load_scorer(name: str, device: str, ask_cpu: Callable[[str], bool]) -> Scorer:
    """Load an installed model."""
    from app import places
    from dpiqa_core.scorer import Scorer

    return Scorer.load(
        name,
        device,
        model_dirs=[places.installed_models_dir()],
        onnx_cache=places.cache_dir() / "onnx",
        ask_cpu=ask_cpu,
    )


def serve(requests: IO[bytes], replies: IO[bytes], load: LoadScorer = load_scorer) -> None:
    """Do what is asked for until the other side ends.

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
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._stopped = 0  # number of the last request that is to end early
        self._scorer: Scorer | None = None

    def run(self) -> None:
        threading.Thread(target=self._listen, name="requests", daemon=True).start()
        does: dict[str, Callable[[Message], None]] = {
            "load": self._do_load,
            "judge": self._do_judge,
            "look": self._do_look,
            "import": self._do_import,
            "prepare-text": self._do_prepare_text,
            "download": self._do_download,
        }
        while (message := self._inbox.get()) is not None:
            try:
                does[message["do"]](message)
            except (UserError, ModelError) as error:
                self._say("failed", reason=str(error))
            except MemoryError:
                self._say("failed", reason="This computer has too little memory for it. Close other programs.")

    def _listen(self) -> None:
        # When the program ended or died, nobody waits for what is being worked on.
        run_and_end(self._take_requests)

    def _take_requests(self) -> None:
        while (message := read_message(self._requests)) is not None:
            if message["do"] == "stop":
                self._stopped = message["request"]
            elif message["do"] == "answer":
                self._answers.put(bool(message["yes"]))
            else:
                self._inbox.put(message)

    def _say(self, what: str, **values: object) -> None:
        write_message(self._replies, {"say": what, **values})

    def _ask_cpu(self, sentence: str) -> bool:
        self._say("ask-cpu", text=sentence)
        return self._answers.get()

    def _progress(self) -> Callable[[int, int], None]:
        told = [0.0]

        def tell(done: int, total: int) -> None:
            now = time.monotonic()
            if done >= total or now - told[0] >= _PROGRESS_EVERY_S:
                told[0] = now
                self._say("progress", done=done, total=total)

        return tell

    # -- judging -------------------------------------------------------------------------------------------------

    def _do_load(self, message: Message) -> None:
        started = time.monotonic()
        self._scorer = self._load(message["name"], message["device"], self._ask_cpu)
        self._say(
            "loaded", device=self._scorer.device, seconds=time.monotonic() - started, memory=_memory(self._scorer)
        )

    def _do_judge(self, message: Message) -> None:
        from app.scoring.judging import judge

        scorer = self._scorer
        if scorer is None:
            raise UserError("No model is loaded.")
        number = message["request"]
        began = time.monotonic()
        photos = [photo_of(record) for record in message["photos"]]
        for items in _prepared(photos, scorer, lambda: number <= self._stopped):
            results = judge(scorer, items)
            now = time.monotonic()
            for result in results:
                self._say(
                    "judged",
                    id=result.photo_id,
                    fingerprint=result.fingerprint,
                    score=result.score,
                    error=result.error,
                    seconds=(now - began) / len(results),
                    memory=_memory(scorer),
                    device=scorer.device,
                )
            began = now
        self._say("finished", stopped=number <= self._stopped)

    # -- errands -------------------------------------------------------------------------------------------------

    def _do_look(self, message: Message) -> None:
        from app.scoring.model_store import look_at

        found = look_at(Path(message["path"]))
        self._say("done", kind=found.kind, parameters=found.parameters, usual_name=found.usual_name)

    def _do_import(self, message: Message) -> None:
        from app.scoring.model_store import import_checkpoint

        card = import_checkpoint(Path(message["path"]), message["name"], on_progress=self._progress())
        self._say("done", name=card.name)

    def _do_prepare_text(self, message: Message) -> None:
        from app.scoring.model_store import prepare_text_table

        source = message["source"]
        prepare_text_table(None if source is None else Path(source), on_progress=self._progress())
        self._say("done")

    def _do_download(self, message: Message) -> None:
        from app.scoring.model_store import download

        download(message["name"], on_progress=self._progress())
        self._say("done")


def _prepared(photos: Sequence[PhotoToScore], scorer: Scorer, stopped: Callable[[], bool]) -> Iterator[list[Prepared]]:
    """The photos in batches, the next ones being decoded meanwhile."""
    from app.scoring.prepare import prepare_photo

    with ThreadPoolExecutor(_READERS, thread_name_prefix="decode") as pool:
        waiting = deque(photos)
        ready: deque[Future[Prepared]] = deque()
        while (waiting or ready) and not stopped():
            while waiting and len(ready) < 2 * scorer.best_batch:
                ready.append(pool.submit(prepare_photo, waiting.popleft(), scorer.preprocessing, thumbnail=False))
            yield [ready.popleft().result() for _ in range(min(scorer.best_batch, len(ready)))]


def _memory(scorer: Scorer) -> int:
    """Most memory that was held at once; on a GPU that of the GPU."""
    if scorer.device == "cuda":
        import torch

        return int(torch.cuda.max_memory_reserved())
    return peak_memory()


def main() -> None:
    """Serve through stdin and stdout."""
    serve_pipes(serve, BEHIND)


if __name__ == "__main__":
    main()
