"""`python -m entente.tagger`."""

from entente.runtime.process import main
from entente.tagger.app import TOPICS, work
from entente.tagger.settings import TaggerSettings
from entente.tagger.tagging import SERVICE

if __name__ == "__main__":
    main(SERVICE, TaggerSettings, work, topics=TOPICS)
