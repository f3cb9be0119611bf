"""What analysts do about alerts: who may, what follows, where it is written."""
