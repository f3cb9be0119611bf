"""The pure parts over an archive, in process: which alerts would have come."""

from entente.backtest.run import Backtest, backtest

__all__ = ["Backtest", "backtest"]
