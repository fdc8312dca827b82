"""What Jupyter must be told: how to save and export, how to start, what the projector shows."""
