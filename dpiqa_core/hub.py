"""The base weights and how they are fetched: named files of a pinned revision, safetensors only, resumable.

Source of the addresses, revisions and sizes: the public repositories on https://huggingface.co. The protocol is the
hub's documented one: ``/{repository}/resolve/{revision}/{file}``, whose first answer names the commit
(``X-Repo-Commit``) and, for large files, size and SHA-256 (``X-Linked-Size``, ``X-Linked-Etag``). huggingface_hub gives
the address and the offline switch; its present versions begin a broken file anew, so the bytes are fetched here.
"""

from __future__ import annotations

import hashlib
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any

from dpiqa_core.errors import ModelError
from dpiqa_core.tensor_file import Progress, check_room, writing_failed

_PIECE = 1 << 20
_TIMEOUT_S = 30.0
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class BaseWeights:
    """Weights that somebody else published and that the teacher builds on.

    Attributes:
        name: what the command takes; also the folder's name.
        title, licence, purpose: for people.
        repository: on the hub.
        revision: the commit that is fetched, forty hexadecimal digits.
        files: file -> bytes; None for a few kilobytes that nobody needs to be asked about.
    """

    name: str
    title: str
    licence: str
    purpose: str
    repository: str
    revision: str
    files: Mapping[str, int | None]

    @property
    def size(self) -> int:
        """Bytes of the large files."""
        return sum(size or 0 for size in self.files.values())


BASE_WEIGHTS: Mapping[str, BaseWeights] = {
    weights.name: weights
    for weights in (
        BaseWeights(
            "stable-diffusion-1.5",
            "Stable Diffusion 1.5: U-Net and VAE",
            "CreativeML OpenRAIL-M",
            "training a teacher of one's own; a released teacher holds these weights already",
            "stable-diffusion-v1-5/stable-diffusion-v1-5",
            "451f4fe16113bff5a5d2269ed5ad43b0592e9a14",
            {
                "model_index.json": None,
                "unet/config.json": None,
                "unet/diffusion_pytorch_model.safetensors": 3_438_167_540,
                "vae/config.json": None,
                "vae/diffusion_pytorch_model.safetensors": 334_643_276,
            },
        ),
        BaseWeights(
            "clip-vit-l14",
            "CLIP ViT-L/14",
            "MIT for OpenAI's code; for the weights see its model card",
            "the text table that every teacher needs, made once by 'keepers models prepare-text'",
            "openai/clip-vit-large-patch14",
            "32bd64288804d66eefd0ccbe215aa642df71cc41",
            {
                "config.json": None,
                "merges.txt": None,
                "model.safetensors": 1_710_540_580,
                "special_tokens_map.json": None,
                "tokenizer.json": None,
                "tokenizer_config.json": None,
                "vocab.json": None,
            },
        ),
    )
}
"""By name. All weights are safetensors, so that nothing that is fetched can run code."""


class Hub:
    """Fetches files of pinned revisions.

    Args:
        endpoint: address of the hub; None for huggingface_hub's (``HF_ENDPOINT``).
        offline: None for huggingface_hub's switch (``HF_HUB_OFFLINE``).
    """

    def __init__(self, endpoint: str | None = None, *, offline: bool | None = None) -> None:
        from huggingface_hub import constants

        self._endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        self._offline = constants.HF_HUB_OFFLINE if offline is None else offline

    def download(self, weights: BaseWeights, target: Path, on_progress: Progress | None = None) -> Path:
        """Fetch what is not there yet and give ``target``. A broken download goes on where it ended.

        Raises:
            ModelError: offline, no network, another file than expected, or the disk is full; says what to do.
        """
        missing = {name: size for name, size in weights.files.items() if not is_complete(target / name, size)}
        if not missing:
            return target
        if self._offline:
            raise ModelError(
                None,
                f"HF_HUB_OFFLINE is set, so {weights.title} is not downloaded. Unset it, or copy the files of "
                f"{weights.repository} to {target} from another machine.",
            )
        begun = {name: _size(_part(target / name)) for name in missing}
        check_room(target, sum((size or 0) - begun[name] for name, size in missing.items()))
        before = weights.size - sum(size or 0 for size in missing.values())
        done = before
        for name, size in missing.items():
            start = done

            def fetched(count: int, start: int = start, size: int | None = size) -> None:
                if on_progress is not None and size is not None:
                    on_progress(start + count, weights.size)

            self._fetch(weights, name, size, target / name, fetched)
            done += size or 0
        return target

    def _fetch(
        self, weights: BaseWeights, name: str, size: int | None, target: Path, fetched: Callable[[int], None]
    ) -> None:
        from huggingface_hub import hf_hub_url

        url = hf_hub_url(weights.repository, name, revision=weights.revision, endpoint=self._endpoint)
        part = _part(target)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            head = self._head(url, weights)
            expected, digest = _promised(head)
            if size is not None and expected is not None and expected != size:
                raise ModelError(
                    target,
                    f"The hub holds another file than expected ({expected:,} bytes instead of {size:,}); nothing was "
                    "kept. Update Keepers.",
                )
            _stream(url, part, expected if size is None else size, fetched)
            if digest is not None and _sha256(part) != digest:
                part.unlink()
                raise ModelError(
                    target, "What arrived is not what the hub promised (its SHA-256 differs). Download it again."
                )
            part.replace(target)
        except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
            raise _no_answer(error, weights, self._endpoint) from error
        except OSError as error:
            raise writing_failed(part, error) from error

    def _head(self, url: str, weights: BaseWeights) -> Message:
        """The first answer, before any redirection, which is the one that names commit, size and hash."""
        request = urllib.request.Request(url, method="HEAD", headers=_HEADERS)
        try:
            with _no_redirects().open(request, timeout=_TIMEOUT_S) as answer:
                head: Message = answer.headers
        except urllib.error.HTTPError as error:
            if error.code not in (301, 302, 303, 307, 308):
                raise
            head = error.headers
        commit = head.get("X-Repo-Commit")
        if commit is not None and commit != weights.revision:
            raise ModelError(
                None,
                f"The hub answers with another revision of {weights.repository} ({commit}) than the pinned one "
                f"({weights.revision}); nothing was kept. Check HF_ENDPOINT.",
            )
        return head


_HEADERS = {"User-Agent": "keepers", "Accept-Encoding": "identity"}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""


def _no_redirects() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Stay)


def _promised(head: Message) -> tuple[int | None, str | None]:
    """Size and SHA-256 of a file as the hub says; small files have neither hash nor, when redirected, size."""
    linked = head.get("X-Linked-Size")
    etag = (head.get("X-Linked-Etag") or "").removeprefix("W/").strip('"')
    return (int(linked) if linked else None), (etag if _SHA256.fullmatch(etag) else None)


def _stream(url: str, part: Path, size: int | None, fetched: Callable[[int], None]) -> None:
    """Append to ``part`` what is missing of it; one attempt more where the connection breaks in the middle."""
    done = _size(part)
    if size is not None and done > size:
        part.unlink()
        done = 0
    while size is None or done < size:
        before = done
        headers = _HEADERS | ({"Range": f"bytes={done}-"} if done else {})
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=_TIMEOUT_S) as answer:
            if done and answer.status != 206:  # a server that cannot go on in the middle
                done = 0
            with part.open("ab" if done else "wb") as stream:
                done = _copy(answer, stream, done, fetched)
                stream.flush()
                os.fsync(stream.fileno())
        if size is None:
            return
        if done <= before:
            raise ConnectionError("the connection ended early")


def _copy(answer: IO[bytes], stream: IO[bytes], done: int, fetched: Callable[[int], None]) -> int:
    while piece := answer.read(_PIECE):
        stream.write(piece)
        done += len(piece)
        fetched(done)
    return done


def _no_answer(error: Exception, weights: BaseWeights, endpoint: str) -> ModelError:
    again = "What has arrived is kept; run the command again to go on."
    if isinstance(error, urllib.error.HTTPError):
        if error.code in (401, 403, 404):
            return ModelError(
                None,
                f"{endpoint} does not give out {weights.repository} at revision {weights.revision} (answer "
                f"{error.code}); it may have moved. Update Keepers, or name another hub with HF_ENDPOINT.",
            )
        return ModelError(None, f"{endpoint} answers {error.code} {error.reason}. Try later. {again}")
    reason = getattr(error, "reason", error)
    return ModelError(
        None,
        f"{endpoint} cannot be reached ({reason}). Check the network, or set HTTPS_PROXY where one is needed. {again}",
    )


def is_complete(file: Path, size: int | None) -> bool:
    """Whether a file is there, and as large as it has to be."""
    return file.is_file() and (size is None or file.stat().st_size == size)


def _part(file: Path) -> Path:
    return file.with_name(file.name + ".part")


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
