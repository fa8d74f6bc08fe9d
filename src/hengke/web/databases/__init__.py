"""Django's two databases, whose connections can be asked for one thing more before a commit."""
