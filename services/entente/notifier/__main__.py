"""`python -m entente.notifier`."""

from entente.notifier.app import SERVICE, TOPICS, work
from entente.notifier.settings import NotifierSettings
from entente.runtime.process import main

if __name__ == "__main__":
    main(SERVICE, NotifierSettings, work, topics=TOPICS)
