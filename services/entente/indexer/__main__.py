"""`python -m entente.indexer`."""

from entente.indexer.app import DECLARED, SERVICE, TOPICS, work
from entente.indexer.settings import IndexerSettings
from entente.runtime.process import main

if __name__ == "__main__":
    main(SERVICE, IndexerSettings, work, declared=DECLARED, topics=TOPICS)
