"""The desk: the pages where an analyst sees what was alerted, and why."""
