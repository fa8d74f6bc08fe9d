"""What is measured from a checkout only; the bench itself is `hengke bench` (src/hengke/bench/)."""
