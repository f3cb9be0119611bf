"""`python -m entente.detector`."""

from entente.detector.app import SERVICE, TOPICS, work
from entente.detector.counting import DECLARED
from entente.detector.settings import DetectorSettings
from entente.runtime.process import main

if __name__ == "__main__":
    main(SERVICE, DetectorSettings, work, declared=DECLARED, topics=TOPICS)
