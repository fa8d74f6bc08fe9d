"""The simple shapes of SVG as path data, so that several can be drawn by one path."""

from __future__ import annotations

from collections.abc import Mapping, Set
from xml.etree.ElementTree import Element


def joined(svg: Element) -> Element:
    """The same drawing with as few elements as can be: all shapes that say nothing but where they
    lie become one path; one that is filled, say, stays by itself."""
    plain = [shape for shape in svg if GEOMETRY[shape.tag] >= shape.attrib.keys()]
    drawn = Element(svg.tag, svg.attrib)
    if plain:
        drawn.append(Element("path", d="".join(path(one.tag, one.attrib) for one in plain)))
    for shape in svg:
        if shape not in plain:
            drawn.append(Element(shape.tag, shape.attrib))
    return drawn


def path(tag: str, given: Mapping[str, str]) -> str:
    """Path data of one shape, from a point of its own: it may follow any other."""
    if tag == "path":
        return given["d"] if given["d"].startswith("M") else f"M0 0{given['d']}"
    if tag in ("polyline", "polygon"):
        return f"M{given['points']}{'z' if tag == 'polygon' else ''}"
    size = {name: float(value) for name, value in given.items()}
    if tag == "line":
        return f"M{size['x1']:g} {size['y1']:g}L{size['x2']:g} {size['y2']:g}"
    if tag == "rect":
        return _rectangle(size)
    return _oval(size["cx"], size["cy"], size.get("rx") or size["r"], size.get("ry") or size["r"])


def _rectangle(size: Mapping[str, float]) -> str:
    across, down = size["width"], size["height"]
    rx = size.get("rx", size.get("ry", 0.0))
    ry = size.get("ry", rx)
    corner = f"a{rx:g} {ry:g} 0 0 1 "
    return (
        f"M{size.get('x', 0) + rx:g} {size.get('y', 0):g}h{across - 2 * rx:g}"
        f"{corner}{rx:g} {ry:g}v{down - 2 * ry:g}{corner}{-rx:g} {ry:g}"
        f"h{2 * rx - across:g}{corner}{-rx:g} {-ry:g}v{2 * ry - down:g}{corner}{rx:g} {-ry:g}z"
    )


def _oval(x: float, y: float, rx: float, ry: float) -> str:
    half = f"a{rx:g} {ry:g} 0 1 0 "
    return f"M{x - rx:g} {y:g}{half}{2 * rx:g} 0{half}{-2 * rx:g} 0z"


GEOMETRY: Mapping[str, Set[str]] = {
    "path": {"d"}, "polyline": {"points"}, "polygon": {"points"},
    "line": {"x1", "y1", "x2", "y2"}, "rect": {"x", "y", "width", "height", "rx", "ry"},
    "circle": {"cx", "cy", "r"}, "ellipse": {"cx", "cy", "rx", "ry"},
}  # fmt: skip
"""What says where a shape lies, and nothing else of it."""
