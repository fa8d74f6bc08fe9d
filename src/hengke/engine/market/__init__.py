"""Data of markets as of a day: interest and exchange rates, indices of industries."""
