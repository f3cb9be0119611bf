"""`python -m entente.desk`."""

from entente.desk.app import DECLARED, SERVICE, work
from entente.desk.settings import DeskSettings
from entente.runtime.process import main

if __name__ == "__main__":
    main(SERVICE, DeskSettings, work, declared=DECLARED)
