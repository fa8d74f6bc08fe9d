"""Small charts drawn on the server as SVG and HTML: classes and attributes only, no inline style.

The content-security policy forbids style attributes, so positions are SVG attributes in percent
and shades are classes. Shapes stretch (`preserveAspectRatio=none`), text never does.
"""
