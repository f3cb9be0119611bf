"""`python -m entente.ingest`."""

from entente.ingest.app import TOPICS, work
from entente.ingest.declared import DECLARED
from entente.ingest.records import SERVICE
from entente.ingest.settings import IngestSettings
from entente.runtime.process import main

if __name__ == "__main__":
    main(SERVICE, IngestSettings, work, declared=DECLARED, topics=TOPICS)
