"""`python -m entente.notifier`."""

from entente.notifier.app import TOPICS, work
from entente.notifier.declared import DECLARED
from entente.notifier.settings import NotifierSettings
from entente.notifier.state import SERVICE
from entente.runtime.process import main

if __name__ == "__main__":
    main(SERVICE, NotifierSettings, work, declared=DECLARED, topics=TOPICS)
