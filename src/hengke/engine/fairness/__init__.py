"""Whether decisions treat groups of persons alike."""
