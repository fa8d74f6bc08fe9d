"""Groups at work: who is grouped, which fit holds, when one is made anew."""
