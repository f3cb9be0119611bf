"""The pure parts over an archive, in process: which alerts would have come."""

from entente.backtest.run import Archives, Backtest, backtest, backtest_archives

__all__ = ["Archives", "Backtest", "backtest", "backtest_archives"]
