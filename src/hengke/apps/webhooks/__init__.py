"""Telling other systems what happened: subscriptions, signed deliveries, replay."""
