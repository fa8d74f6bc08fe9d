"""Keys and what they protect: identifiers enciphered, searched by blind index, heads signed."""
