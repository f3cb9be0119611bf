"""The suite's two brokers."""

from support.brokers import bench

__all__ = ["bench"]
