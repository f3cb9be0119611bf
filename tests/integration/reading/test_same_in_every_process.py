import os
import subprocess
import sys
from pathlib import Path

READ_ALL = """
import hashlib
from bench.reading import article
from bench.texts import written
from entente.contracts.codec import encode
from entente.reading.reader import Reader
from entente.reading.signals import signals
from entente.watchlist.loader import default_files, parse

reader = Reader(parse(default_files()))
for number, one in enumerate(written()):
    tagged = reader.read(article(number, one.title, one.text))
    said = b"".join(map(encode, [tagged, *signals(tagged)]))
    print(one.title, hashlib.sha256(said).hexdigest())
"""


def test_an_article_is_read_to_the_same_bytes_in_every_process() -> None:
    """Python orders its sets anew in each process; nothing that is read may depend on it."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", READ_ALL],
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in (1, 2)
    ]
    one, other = (process.communicate(timeout=240)[0].splitlines() for process in started)
    assert len(one) > 300
    assert [line for line, again in zip(one, other, strict=True) if line != again] == []
