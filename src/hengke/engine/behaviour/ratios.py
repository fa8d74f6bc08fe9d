"""Shares and changes in parts per million, and means in whole minor units."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import rounded_quotient

PPM = 1_000_000


def ppm(part: ir.NumericValue, whole: ir.NumericValue) -> ir.IntegerValue:
    """Part of a whole; unknown of nothing."""
    share = (part.cast("float64") / whole.nullif(0).cast("float64") * PPM).round()
    return share.cast("int64")


def change(recent: ir.IntegerValue, usual: ir.IntegerValue) -> ir.IntegerValue:
    """By how much more than usual; unknown where nothing is usual."""
    return ppm(recent - usual, usual)


def mean(total: ir.IntegerValue, number: ir.IntegerValue) -> ir.IntegerValue:
    """To the nearest minor unit; unknown of nothing."""
    some = ibis.ifelse(number > 0, number, 1)
    return ibis.ifelse(number > 0, rounded_quotient(total, some), ibis.null("int64"))
