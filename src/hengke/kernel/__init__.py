"""Values every layer shares: money, periods, errors, clock. Standard library only."""
