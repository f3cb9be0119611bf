"""`python -m entente.indexer`."""

from entente.indexer.app import SERVICE, work
from entente.indexer.settings import IndexerSettings
from entente.indexer.sink import MESSAGES
from entente.runtime.process import main

if __name__ == "__main__":
    main(SERVICE, IndexerSettings, work, topics=MESSAGES)
