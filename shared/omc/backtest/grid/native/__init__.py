"""The compiled way: rules as a small program, run with trades, money and figures by native/*.c, for all
parameter sets in one pass over the bars. Where its library is absent, numpy does the same."""
