"""The day's work: tasks a run found, what people did about them, and contacts with customers."""
