"""Hengke 衡客: customer management for banks."""
