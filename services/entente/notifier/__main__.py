"""`python -m entente.notifier`."""

from entente.notifier.app import DECLARED, TOPICS, work
from entente.notifier.delivery import SERVICE
from entente.notifier.settings import NotifierSettings
from entente.runtime.process import main

if __name__ == "__main__":
    main(SERVICE, NotifierSettings, work, declared=DECLARED, topics=TOPICS)
