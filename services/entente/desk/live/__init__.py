"""What the desk knows of the moment: every alert in short, every act, the watchlist in force."""
